import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { callAs, testServer } from '../../test/support/server.ts';
import { webhookSink } from '../../test/support/webhook-sink.ts';
import { webhookWorld } from '../../test/support/webhooks.ts';
import { inTenant } from '../db/transaction.ts';
import { webhookRoutes } from './routes.ts';

const db = testDatabase();
const sink = webhookSink();
const { record, drain, hoursPass, sealer } = webhookWorld(db);
const app = testServer(db, () => [
  webhookRoutes({ db, sealer, allowPrivateHosts: true, version: '9.9' }),
]);

async function made(path: string) {
  const { tenantId, apiKey } = await testTenant(db);
  const call = callAs(app, apiKey);
  const { body } = await call('POST', '/webhooks/endpoints', {
    url: sink.url + path,
    events: ['email.sent'],
  });
  const rotate = (send?: object, headers?: Record<string, string>) =>
    call('POST', `/webhooks/endpoints/${body.id}/rotate-secret`, send, headers);
  return { tenantId, call, id: body.id as string, secret: body.secret as string, rotate };
}

/** Which of these secrets verify the last request, by both schemes. */
function verifying(path: string, ...secrets: string[]): boolean[] {
  const { headers, body } = sink.at(path).at(-1)!;
  const [t, ...v1] = String(headers['x-mailingcore-signature']).split(',');
  return secrets.map((secret) => {
    const hex = createHmac('sha256', secret)
      .update(`${t!.slice(2)}.${body}`)
      .digest('hex');
    const standard = accepts(secret, body, headers as Record<string, string>);
    expect(v1.includes(`v1=${hex}`)).toBe(standard);
    return standard;
  });
}

function accepts(secret: string, body: Buffer, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

test('P30: for 24 hours both secrets verify; before and after only one does', async () => {
  const one = await made('/rotated');
  const deliver = async () => {
    await record(one.tenantId, {});
    await drain();
  };
  await deliver();
  expect(verifying('/rotated', one.secret)).toEqual([true]);
  const { status, body } = await one.rotate();
  expect(status).toBe(200);
  expect(body.secret).toMatch(/^whsec_/);
  expect(body.secret).not.toBe(one.secret);
  const hours = (Date.parse(body.previousSecretUntil) - Date.now()) / 3_600_000;
  expect(hours).toBeCloseTo(24, 1);
  await deliver();
  expect(verifying('/rotated', one.secret, body.secret)).toEqual([true, true]);
  await hoursPass(one, 23.9);
  await deliver();
  expect(verifying('/rotated', one.secret, body.secret)).toEqual([true, true]);
  await hoursPass(one, 0.2);
  await deliver();
  expect(verifying('/rotated', one.secret, body.secret)).toEqual([false, true]);
  const shown = await one.call('GET', `/webhooks/endpoints/${one.id}`);
  expect(shown.body).toMatchObject({ id: one.id, previousSecretUntil: null });
  expect(shown.body.secret).toBeUndefined();
  // Nor is the old one kept.
  const { rows } = await inTenant(db, one.tenantId, (tx) =>
    sql`select previous_secret_sealed as old from webhook_endpoints where id = ${one.id}`.execute(
      tx,
    ),
  );
  expect(rows).toEqual([{ old: null }]);
});

test('a second rotation within 24 hours ends the oldest secret', async () => {
  const one = await made('/twice');
  const second = (await one.rotate()).body.secret;
  const own = 'a-secret-of-our-own-with-40-characters!!';
  expect((await one.rotate({ secret: own })).body.secret).toBe(own);
  await record(one.tenantId, {});
  await drain();
  const { headers, body } = sink.at('/twice')[0]!;
  expect(verifying('/twice', one.secret, second)).toEqual([false, true]);
  const raw = new Webhook(own, { format: 'raw' });
  expect(raw.verify(body, headers as Record<string, string>)).toBeTruthy();
});

test('P20: a rotation’s stored answer shows the secret again and holds it sealed', async () => {
  const one = await made('/once');
  const headers = { 'idempotency-key': 'rotate' };
  const first = await one.rotate({}, headers);
  const again = await one.rotate({}, headers);
  expect(again.body).toEqual(first.body);
  expect(again.headers['idempotent-replayed']).toBe('true');
  const { rows } = await inTenant(db, one.tenantId, (tx) =>
    sql`select e::text, i::text from webhook_endpoints e, idempotency_keys i`.execute(tx),
  );
  const dump = JSON.stringify(rows);
  for (const form of ['utf8', 'hex', 'base64'] as const) {
    expect(dump).not.toContain(Buffer.from(first.body.secret).toString(form));
  }
});

test('a secret that is too short, and an endpoint that is not ours, are refused', async () => {
  const one = await made('/refused');
  const short = await one.rotate({ secret: 'short' });
  expect([short.status, short.body.errors[0].path]).toEqual([400, 'secret']);
  const theirs = callAs(app, (await testTenant(db)).apiKey);
  const foreign = await theirs('POST', `/webhooks/endpoints/${one.id}/rotate-secret`);
  expect([foreign.status, foreign.body.message]).toEqual([404, 'Webhook endpoint not found']);
});
