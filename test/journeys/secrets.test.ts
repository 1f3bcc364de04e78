import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { caller, eventually } from '../support/app.ts';
import { copyDatabase } from '../support/database.ts';
import {
  draft,
  importPeople,
  people,
  publishNews,
  send,
  untilStatus,
} from '../support/newsletter.ts';
import { startProgram, temporaryDataDir } from '../support/pressrun.ts';
import { webhookSink } from '../support/webhook-sink.ts';

// P20: after a busy day, a dump of every table (the job queue's too) and all that the program logged hold
// no key, password, token or webhook secret, neither as text nor as hex or base64.

const hook = webhookSink();
const INSTANCE_SECRET = 'the instance secret of forty characters.';
const OWN_SECRET = 'whsec_c2VjcmV0IG9mIHRoaXJ0eS10d28gY2hhcmFjdGVycyE=';
const RELAY_PASSWORD = 'hunter2-of-the-relay';

/** Every row of every table, as text; as the login that owns the database, which sees all. */
async function dump(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'graphile_worker') and c.relkind in ('r', 'p')`);
  let text = '';
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
    text += `${name}\n${rows.map(({ row }) => row).join('\n')}\n`;
  }
  await client.end();
  return text;
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString('hex'), bytes.toString('base64').replace(/=*$/, '').slice(0, -1)];
}

test('P20: no secret in the database, the job queue and the log', async () => {
  const databaseUrl = await copyDatabase(inject('serverUrl'));
  const dataDir = await temporaryDataDir();
  const program = await startProgram('serve', {
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    PRESSRUN_SECRET: INSTANCE_SECRET,
    LOG_LEVEL: 'trace',
    ALLOW_PRIVATE_HOSTS: '1',
    RATE_LIMIT_PER_MINUTE: '1000000',
    // Nobody listens there: what waits for the relay is in the queue when we look.
    SMTP_URL: `smtp://relay:${RELAY_PASSWORD}@127.0.0.1:9`,
  });
  const credentials = JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8'));
  const secrets: Record<string, string> = {
    ...{ first: credentials.apiKey, password: credentials.password },
    ...{ instance: INSTANCE_SECRET, own: OWN_SECRET, relay: RELAY_PASSWORD },
  };
  const nobody = caller(program.url, null);

  // People: login, a wrong one, a refresh, a second factor with recovery codes.
  const { email, password, tenantId } = credentials;
  await nobody('POST', '/auth/login', { email, password: `${password}!` });
  const login = (await nobody('POST', '/auth/login', { email, password })).body;
  const { refreshToken } = login;
  const session = (await nobody('POST', '/auth/refresh', { refreshToken })).body;
  Object.assign(secrets, { access: login.accessToken, refresh: refreshToken });
  Object.assign(secrets, { access2: session.accessToken, refresh2: session.refreshToken });
  const owner = caller(program.url, session.accessToken);
  const { secret } = (await owner('POST', '/auth/2fa/enable', {})).body;
  const totpCode = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  const confirmed = await owner('POST', '/auth/2fa/confirm', { totpCode });
  expect(confirmed.body.recoveryCodes).toHaveLength(10);
  secrets.totp = secret;
  for (const code of confirmed.body.recoveryCodes) secrets[`recovery ${code}`] = code;

  // Keys and webhooks, with stored answers of Idempotency-Keys.
  const once = (key: string) => ({ 'idempotency-key': key });
  const keyBody = { name: 'Busy', scopes: ['contacts:read'] };
  const keyPath = `/tenants/${tenantId}/api-keys`;
  const key = (await owner('POST', keyPath, keyBody, once('key'))).body;
  const testKey = (await owner('POST', keyPath, { ...keyBody, mode: 'test' })).body;
  Object.assign(secrets, { made: key.key, madeTest: testKey.key });
  await caller(program.url, key.key)('POST', '/contacts/bulk', { contacts: [] });
  const call = caller(program.url, credentials.apiKey);
  hook.script('/fails', { status: 500, body: 'no' });
  const types = ['campaign.sending', 'campaign.sent'];
  const endpoint = (path: string, over = {}) =>
    call(
      'POST',
      '/webhooks/endpoints',
      { url: hook.url + path, events: types, ...over },
      once(path),
    );
  const good = (await endpoint('/good')).body;
  await endpoint('/fails', { secret: OWN_SECRET });
  const rotated = await call('POST', `/webhooks/endpoints/${good.id}/rotate-secret`, {}, once('r'));
  Object.assign(secrets, { hook: good.secret, rotated: rotated.body.secret });

  // Mail: a test key's campaign goes to the outbox, a live one waits for the relay, one for 2040.
  await importPeople(call, people(20));
  const versionId = await publishNews(call);
  const admin = (
    await owner('POST', keyPath, {
      ...keyBody,
      mode: 'test',
      scopes: ['campaigns:write', 'campaigns:read'],
    })
  ).body;
  secrets.admin = admin.key;
  const asTester = caller(program.url, admin.key);
  await untilStatus(asTester, await send(asTester, versionId), 'SENT');
  await send(call, versionId);
  const later = await draft(call, versionId);
  await call('POST', `/campaigns/${later}/schedule`, { scheduledAt: '2040-01-01T00:00:00Z' });
  const { body: outbox } = await call('GET', '/outbox?format=json');
  const message = (await call('GET', `/outbox/${outbox.data[0].id}?format=json`)).body;
  const header = message.headers.find(({ name }: { name: string }) => name === 'List-Unsubscribe');
  const token = /\/u\/([^>?]+)/.exec(header.value)![1]!;
  secrets.unsubscribe = token;
  const unsubscribed = await fetch(`${program.url}/u/${token}`, {
    method: 'POST',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  });
  expect(unsubscribed.status).toBe(200);

  // What goes wrong is logged: a body that is no JSON, a path that isn't there, a refused key.
  await nobody('GET', `/u/${token}x`);
  await call('POST', '/contacts', '{"email": ');
  await call('GET', `/nowhere/${key.key}`);
  await caller(program.url, `${key.key}x`)('GET', '/contacts');
  await eventually(
    async () => hook.at('/fails').length,
    (tries) => tries > 0,
  );
  await eventually(
    async () => hook.at('/good').length,
    (tries) => tries > 1,
  );

  const early = await dump(databaseUrl);
  await owner('DELETE', `${keyPath}/${key.id}`);
  expect(await program.end('SIGTERM')).toBe(0);
  const late = await dump(databaseUrl);
  // The first start prints its credentials once, for the person who made it; the log is JSON lines.
  const log = program.said().replaceAll(/^[^{].*$/gm, '');

  // The dump holds what it should, else looking for secrets proves nothing.
  for (const mark of [
    'person1@example.com',
    'start_campaign',
    'deliver_webhooks',
    'api_key.create',
  ]) {
    expect([mark, early.includes(mark)]).toEqual([mark, true]);
  }
  expect(log).toContain('"level":');
  const found = Object.entries(secrets).flatMap(([name, secret]) =>
    formsOf(secret).flatMap((form) =>
      Object.entries({ early, late, log })
        .filter(([, text]) => text.includes(form))
        .map(([where]) => `${name} in ${where}`),
    ),
  );
  expect(found).toEqual([]);
}, 60_000);
