import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { caller, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import { draft, importPeople, people, publishNews, untilStatus } from '../support/newsletter.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

let sink: SmtpSink;
let app: RunningApp;

beforeAll(async () => {
  sink = await startSmtpSink();
  app = await runApp({ smtpUrl: sink.url });
  return () => sink.close();
});

test('A1: a bearer key is enough; X-Tenant-Id may be missing, and must be the key’s when sent', async () => {
  const { tenantId, apiKey, testKey } = app.tenant;
  const other = await testTenant(app.db);
  expect(apiKey).toMatch(/^mc_live_/);
  expect(testKey).toMatch(/^mc_test_/);
  for (const key of [apiKey, testKey]) {
    const call = caller(app.url, key);
    expect((await call('GET', '/contacts')).status).toBe(200);
    const own = await call('GET', '/contacts', undefined, { 'x-tenant-id': tenantId });
    expect(own.status).toBe(200);
    const foreign = await call('GET', '/contacts', undefined, { 'x-tenant-id': other.tenantId });
    expect(foreign.status).toBe(403);
  }
});

test('A2: a test key runs everything for real, and its mail goes to the outbox only', async () => {
  const tester = caller(app.url, app.tenant.testKey);
  await importPeople(tester, people(3));
  const id = await draft(tester, await publishNews(tester), { subject: 'Outbox only' });
  expect((await tester('POST', `/campaigns/${id}/send`)).status).toBe(202);
  const { stats } = await untilStatus(tester, id, 'SENT');
  expect(stats).toMatchObject({ audience: 3, sent: 3 });
  expect(sink.ledger.accepted).toBe(0);
  expect((await tester('GET', '/outbox?format=json&q=Outbox+only')).body.meta.total).toBe(3);
});

test('A3: of a key the database has a SHA-256, never the key', async () => {
  const { apiKey } = app.tenant;
  const { rows } = await sql<{ row: string; hash: Buffer }>`
    select to_jsonb(k)::text as row, hash from api_keys k`.execute(app.db.engine);
  expect(rows.filter(({ row }) => row.includes(apiKey))).toEqual([]);
  const hash = createHash('sha256').update(apiKey).digest();
  expect(rows.filter((row) => row.hash.equals(hash))).toHaveLength(1);
});

const ROUTE_OF = {
  'templates:read': ['GET', '/templates'],
  'templates:write': ['POST', '/templates'],
  'contacts:read': ['GET', '/contacts'],
  'contacts:write': ['PUT', '/contacts'],
  'campaigns:read': ['GET', '/campaigns'],
  'campaigns:write': ['POST', '/campaigns'],
  'suppressions:read': ['GET', '/suppressions'],
  'suppressions:write': ['POST', '/suppressions'],
  'webhooks:manage': ['GET', '/webhooks/endpoints'],
} as const;

test('A4: each scope opens its routes; without it 403 with the words of the contract', async () => {
  for (const [scope, [method, url]] of Object.entries(ROUTE_OF)) {
    const others = Object.keys(ROUTE_OF).filter((one) => one !== scope);
    const without = await testTenant(app.db, others);
    const refused = await caller(app.url, without.apiKey)(method, url);
    expect([refused.status, refused.body.message]).toEqual([
      403,
      `Missing required API key scope: ${scope}`,
    ]);
    const only = await testTenant(app.db, [scope]);
    expect([200, 400]).toContain((await caller(app.url, only.apiKey)(method, url)).status);
  }
});

test('A5: 401 for no, an invalid and a revoked credential', async () => {
  const { tenantId, apiKey } = await testTenant(app.db);
  const revoked = caller(app.url, apiKey);
  expect((await revoked('GET', '/contacts')).status).toBe(200);
  await sql`update api_keys set revoked_at = now() where tenant_id = ${tenantId}`.execute(
    app.db.engine,
  );
  const nobody = caller(app.url, null);
  const invalid = caller(app.url, `mc_live_${'x'.repeat(40)}`);
  for (const call of [nobody, invalid, revoked]) {
    const { status, body } = await call('GET', '/contacts');
    expect([status, body.statusCode, body.code]).toEqual([401, 401, 'unauthorized']);
  }
});
