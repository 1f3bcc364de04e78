import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../support/app.ts';
import { startDnsServer } from '../support/dns-server.ts';
import { draft, importPeople, people, untilCampaign, untilStatus } from '../support/newsletter.ts';
import {
  CLEAN_HTML,
  CLEAN_ZONE,
  preflight,
  publisher,
  publishVariant,
} from '../support/preflight.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// P46: an author looks before sending, puts right what was found, and sends.

let app: RunningApp;
let sink: SmtpSink;

beforeAll(async () => {
  const dns = await startDnsServer(CLEAN_ZONE);
  sink = await startSmtpSink();
  const options = { dnsServers: [dns.address] };
  app = await runApp({ smtpUrl: sink.url, mailFrom: 'news@example.com' }, 'serve', options);
  return () => sink.close();
});

test('three planted mistakes are found, put right, and gone; then it is sent', async () => {
  const { call, publish, set } = await publisher(app, 0);
  await importPeople(
    call,
    people(4, (i) => ({ attributes: i === 0 ? {} : { firstName: 'Ana' } })),
  );
  const first = await publish({ htmlBody: '<p>Hello {{firstName}}. {{postalAddress}}</p>' });
  await set({ postalAddress: null });
  const id = await draft(call, first.versionId);

  const before = await preflight(call, id);
  expect(before).toMatchObject({ ready: false, audience: 4 });
  expect(before.findings.map(({ code, severity }) => [code, severity])).toEqual([
    ['unsubscribe_link_missing', 'blocking'],
    ['postal_address_missing', 'warning'],
    ['variables_missing', 'warning'],
  ]);
  for (const { message, action } of before.findings) {
    expect([message.length > 10, /\.$/.test(message), /\.$/.test(action)]).toEqual([
      ...[true, false, true],
    ]);
  }
  const refused = await call('POST', `/campaigns/${id}/send`);
  expect([refused.status, refused.body.code]).toEqual([422, 'unprocessable']);
  expect(refused.body.preflight.findings).toEqual(before.findings.slice(0, 1));
  // A test goes out all the same: to look at it is how one finds out.
  const tested = await call('POST', `/campaigns/${id}/test`, { emails: ['me@example.net'] });
  expect([tested.status, tested.body.results[0].status]).toEqual([200, 'SENT']);

  await set({ postalAddress: 'The Weekly, 1 Print Street, 08001 Barcelona' });
  const fallback = { name: 'firstName', type: 'string', fallback: 'reader' };
  const second = await publish({ htmlBody: `{{firstName}}${CLEAN_HTML}`, variables: [fallback] });
  await call('PATCH', `/campaigns/${id}`, { templateVersionId: second.versionId });
  expect(await preflight(call, id)).toMatchObject({ ready: true, audience: 4, findings: [] });
  expect((await call('POST', `/campaigns/${id}/send`)).status).toBe(202);
  expect((await untilStatus(call, id, 'SENT')).stats).toMatchObject({ audience: 4, sent: 4 });
});

test('a schedule is looked at again when it is due: it waits for a person when something blocks by then', async () => {
  const { call, publish } = await publisher(app, 0);
  await importPeople(
    call,
    people(2, () => ({ locale: 'es' })),
  );
  const version = await publish();
  const id = await draft(call, version.versionId);
  const scheduledAt = new Date(Date.now() + 4_000).toISOString();
  const scheduled = await call('POST', `/campaigns/${id}/schedule`, { scheduledAt });
  expect([scheduled.status, scheduled.body.status]).toEqual([200, 'SCHEDULED']);
  await publishVariant(call, version, { locale: 'es', htmlBody: '<p>{{postalAddress}}</p>' });
  const waits = await untilCampaign(call, id, ({ reason }) => reason !== null);
  expect(waits).toMatchObject({ status: 'SCHEDULED', stats: { audience: 0 } });
  expect(waits.reason).toContain('The variant for the locale "es" has no unsubscribe link');
});
