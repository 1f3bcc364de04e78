import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { signIn, testUser } from '../support/people.ts';
import type { Call } from '../support/server.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { htmlTo, linksOf, minutePasses, pixelOf, READER, visit } from '../support/tracked.ts';
import { webhookSink } from '../support/webhook-sink.ts';

const URL_OF_LINK = 'https://shop.example/a?b=1&c=2';
const HTML = `<p><a href="${URL_OF_LINK.replace('&', '&amp;')}">Shop</a></p>`;

const hooks = webhookSink();
let sink: SmtpSink;
let app: RunningApp;
let owner: Call;
let tenantPath: string;

beforeAll(async () => {
  sink = await startSmtpSink({ keep: 'full' });
  app = await runApp({ smtpUrl: sink.url });
  const { tenantId } = app.tenant;
  tenantPath = `/tenants/${tenantId}`;
  const { email } = await testUser(app.db, { [tenantId]: 'owner' });
  const { accessToken } = await signIn(app.url, email);
  const session = caller(app.url, accessToken);
  owner = (method, url, body) => session(method, url, body, { 'x-tenant-id': tenantId });
  return () => sink.close();
});

/** Sends an email to this name, and answers its HTML as it arrived, a minute ago. */
async function sent(name: string): Promise<string> {
  const to = `${name}@example.com`;
  const body = { to, subject: 'Hello', htmlBody: HTML };
  expect((await app.call('POST', '/emails/send?sync=true', body)).body.status).toBe('SENT');
  await minutePasses(app, app.tenant.tenantId);
  return htmlTo(sink, to);
}

test('K1: off unless the tenant asks for it, each by itself', async () => {
  const { body } = await owner('GET', tenantPath);
  expect(body.tracking).toEqual({ opens: false, clicks: false });
  expect(await sent('before')).not.toContain('/track/');
  const changed = await owner('PATCH', tenantPath, { tracking: { clicks: true } });
  expect(changed.body.tracking).toEqual({ opens: false, clicks: true });
  const clicksOnly = await sent('clicks');
  expect([pixelOf(clicksOnly), clicksOnly.includes('/track/c/')]).toEqual([undefined, true]);
  const both = await owner('PATCH', tenantPath, { tracking: { opens: true } });
  expect(both.body.tracking).toEqual({ opens: true, clicks: true });
  for (const tracking of [{}, { opens: 'yes' }, { opens: null }, { reads: true }]) {
    expect((await owner('PATCH', tenantPath, { tracking })).status).toBe(400);
  }
});

test('K2: the pixel is a GIF that nobody keeps', async () => {
  await owner('PATCH', tenantPath, { tracking: { opens: true, clicks: true } });
  const reply = await visit(pixelOf(await sent('pixel'))!);
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'image/gif']);
  expect(reply.headers.get('cache-control')).toBe('no-store');
  expect(Buffer.from(await reply.arrayBuffer()).toString('latin1', 0, 10)).toBe(
    'GIF89a\x01\x00\x01\x00',
  );
});

test('K3: a link leads to where it was written to, whatever the query says', async () => {
  await owner('PATCH', tenantPath, { tracking: { opens: true, clicks: true } });
  const [link] = linksOf(await sent('link')) as [string];
  const reply = await visit(`${link}&url=https://evil.example/&to=//evil.example`);
  expect([reply.status, reply.headers.get('location')]).toEqual([302, URL_OF_LINK]);
  expect(reply.headers.get('cache-control')).toBe('no-store');
  const gone = await visit(link.replace(/l=.*/, 'l=https://evil.example/'));
  expect([gone.status, gone.headers.get('location')]).toEqual([404, null]);
});

test('K4: webhooks hear of both, with what the contract names', async () => {
  await owner('PATCH', tenantPath, { tracking: { opens: true, clicks: true } });
  const events = ['email.opened', 'email.clicked'];
  await app.call('POST', '/webhooks/endpoints', { url: `${hooks.url}/h`, events });
  const html = await sent('told');
  const [link] = linksOf(html) as [string];
  await visit(pixelOf(html)!);
  await visit(link);
  const told = await eventually(
    async () =>
      hooks.requests
        .map(({ body }) => JSON.parse(body.toString()))
        // The click of the test before may be told as late as now.
        .filter((event) => event.data.to === 'told@example.com'),
    (list) => list.length === 2,
  );
  const data = Object.fromEntries(told.map((event) => [event.type, event.data]));
  const email = { to: 'told@example.com', subject: 'Hello', status: 'SENT', campaignId: null };
  expect(data['email.opened']).toMatchObject({ ...email, userAgent: READER, ip: '127.0.0.1' });
  const linkId = new URL(link).searchParams.get('l');
  expect(data['email.clicked']).toMatchObject({ ...email, linkUrl: URL_OF_LINK, linkId });
});
