import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../../../test/support/app.ts';
import type { DnsServer } from '../../../test/support/dns-server.ts';
import { draft } from '../../../test/support/newsletter.ts';
import {
  CLEAN_ZONE,
  codesOf,
  preflight,
  publisher,
  runWithDns,
} from '../../../test/support/preflight.ts';

// P46: whether From is aligned, as far as DNS and the project tell.

let app: RunningApp;
let dns: DnsServer;

beforeAll(async () => {
  ({ app, dns } = await runWithDns());
});

/** A campaign by a project with a server of its own. */
async function byProject(settings: Record<string, unknown>) {
  const its = await publisher(app);
  const { versionId } = await its.publish();
  const relay = { name: 'P', host: 'smtp.relay.example', ...settings };
  const { status, body } = await its.call('POST', '/projects', relay);
  expect([status, body.message]).toEqual([201, undefined]);
  return { ...its, id: await draft(its.call, versionId, { projectId: body.id }) };
}

test('dmarc_missing and spf_missing, by what DNS says of the domain of From', async () => {
  dns.zone = {
    'half.example': ['v=spf1 -all'],
    ...{ '_dmarc.org.example': ['v=DMARC1; p=none'], 'mail.org.example': ['v=spf1 -all'] },
  };
  const codes = [];
  for (const domain of ['bare.example', 'half.example', 'mail.org.example']) {
    const { call, id } = await byProject({ fromEmail: `news@${domain}` });
    codes.push(await codesOf(call, id));
  }
  expect(codes).toEqual([['dmarc_missing', 'spf_missing'], ['dmarc_missing'], []]);
});

test('sender_not_aligned: an address of a free mail provider by another server than its own', async () => {
  const foreign = await byProject({ fromEmail: 'weekly@gmail.com' });
  const { findings } = await preflight(foreign.call, foreign.id);
  expect(findings).toMatchObject([
    { code: 'sender_not_aligned', severity: 'warning', path: 'projectId' },
  ]);
  expect(findings[0]!.message).toContain('gmail.com');
  const asked = dns.asked.length;
  const own = await byProject({ fromEmail: 'weekly@gmail.com', host: 'smtp.gmail.com' });
  expect(await codesOf(own.call, own.id)).toEqual([]);
  expect(dns.asked).toHaveLength(asked);
});

test('sender_not_aligned: a relay that sends for another organisation (RFC 9989, relaxed)', async () => {
  const all = (domain: string) => ({
    ...{ [domain]: ['v=spf1 -all'], [`_dmarc.${domain}`]: ['v=DMARC1; p=none'] },
  });
  dns.zone = { ...all('one.example'), ...all('two.example'), 'news.one.example': ['v=spf1 -all'] };
  const login = { user: 'me@news.one.example', password: 'a password' };
  const aligned = await byProject({ fromEmail: 'news@one.example', ...login });
  expect(await codesOf(aligned.call, aligned.id)).toEqual([]);
  const other = await byProject({ fromEmail: 'news@two.example', ...login });
  expect(await codesOf(other.call, other.id)).toEqual(['sender_not_aligned']);
  await other.set({ preflight: { blocking: ['sender_not_aligned'] } });
  expect((await other.call('POST', `/campaigns/${other.id}/send`)).status).toBe(422);
  const unknown = await byProject({ fromEmail: 'news@two.example', user: 'key', password: 'p' });
  expect(await codesOf(unknown.call, unknown.id)).toEqual([]);
});

test('sender_unchecked: DNS that gives no answer never blocks, and the answer comes within 3 s', async () => {
  dns.zone = { 'silent.example': 'silent', 'failing.example': 'failing' };
  const all = ['sender_not_aligned', 'dmarc_missing', 'spf_missing'];
  for (const domain of ['silent.example', 'failing.example']) {
    const { call, id, set } = await byProject({ fromEmail: `news@${domain}` });
    await set({ preflight: { blocking: all } });
    const begun = performance.now();
    expect(await preflight(call, id)).toMatchObject({
      ready: true,
      findings: [{ code: 'sender_unchecked', severity: 'warning' }],
    });
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect((await call('POST', `/campaigns/${id}/send`)).status).toBe(202);
  }
});

test('P46: a tenant makes it blocking: send and schedule are refused until DNS says better', async () => {
  dns.zone = { 'late.example': ['v=spf1 -all'] };
  const { call, id, set } = await byProject({ fromEmail: 'news@late.example' });
  expect(await preflight(call, id)).toMatchObject({
    ready: true,
    findings: [{ code: 'dmarc_missing', severity: 'warning' }],
  });
  await set({ preflight: { blocking: ['dmarc_missing', 'postal_address_missing'] } });
  expect(await preflight(call, id)).toMatchObject({
    ready: false,
    findings: [{ code: 'dmarc_missing', severity: 'blocking' }],
  });
  const later = { scheduledAt: '2040-05-01T09:00:00Z' };
  for (const [act, body] of [['send'], ['schedule', later]] as const) {
    const refused = await call('POST', `/campaigns/${id}/${act}`, body);
    expect([act, refused.status, refused.body.errors[0].path]).toEqual([act, 422, 'projectId']);
    expect(refused.body.preflight.findings).toMatchObject([{ code: 'dmarc_missing' }]);
  }
  await set({ preflight: { blocking: [] } });
  expect((await call('POST', `/campaigns/${id}/send`)).status).toBe(202);
});

test('mail that stays in the outbox is of no domain: DNS isn’t asked, and it is said', async () => {
  const here = await runApp({}, 'api', { dnsServers: [dns.address] });
  const asked = dns.asked.length;
  const { call, publish, set } = await publisher(here);
  const id = await draft(call, (await publish()).versionId);
  await set({ preflight: { blocking: ['dmarc_missing', 'spf_missing', 'sender_not_aligned'] } });
  const found = await preflight(call, id);
  expect(found).toMatchObject({ ready: true, findings: [{ code: 'sender_unchecked' }] });
  expect(found.findings[0]!.message).toContain('outbox');
  expect((await call('POST', `/campaigns/${id}/send`)).status).toBe(202);
  dns.zone = CLEAN_ZONE;
  const tested = await publisher(app);
  const other = await draft(tested.call, (await tested.publish()).versionId);
  expect(await codesOf(tested.asTester, other)).toEqual(['sender_unchecked']);
  expect(dns.asked).toHaveLength(asked);
});
