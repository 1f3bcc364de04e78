import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { createSecret, createSigner } from '../../src/webhooks/signature.ts';
import { verifyWebhook, WebhookVerificationError } from './verify-webhook.ts';

const NOW = new Date('2026-05-01T09:00:00.000Z');
const SECONDS = NOW.getTime() / 1_000;
const BODY = JSON.stringify({ id: 'evt_1', type: 'email.sent', data: { subject: 'Zoë 😀' } });

type Sent = { secret: string; at?: number; body?: string; id?: string };

/** Both schemes, as the server signs (src/webhooks/request.ts). */
function headersOf({ secret, at = SECONDS, body = BODY, id = 'evt_1' }: Sent) {
  const signer = createSigner([secret]);
  return {
    standard: {
      'webhook-id': id,
      'webhook-timestamp': String(at),
      'webhook-signature': signer.standard(id, at, body),
    },
    mailingCore: { 'X-MailingCore-Signature': signer.mailingCore(at, body) },
  };
}

const refused = (work: Promise<unknown>) =>
  expect(work).rejects.toBeInstanceOf(WebhookVerificationError);

const SECRETS = [
  createSecret(),
  'my own secret, of more than 32 characters',
  randomBytes(33).toString('base64'),
  'whsec_not base64, and of more than 32 characters',
];

test.each(SECRETS)('P27: both schemes verify, with a secret like %s', async (secret) => {
  const { standard, mailingCore } = headersOf({ secret });
  const event = JSON.parse(BODY);
  for (const headers of [standard, mailingCore, { ...standard, ...mailingCore }]) {
    const given = [BODY, Buffer.from(BODY), new TextEncoder().encode(BODY).buffer];
    for (const body of given) {
      expect(await verifyWebhook(body, headers, secret, { now: NOW })).toEqual(event);
    }
    expect(await verifyWebhook(BODY, new Headers(headers), secret, { now: NOW })).toEqual(event);
  }
});

test('P27: it agrees with the reference library: what that signs verifies, and the other way', async () => {
  for (let round = 0; round < 50; round += 1) {
    const secret = `whsec_${randomBytes(24 + (round % 41)).toString('base64')}`;
    const body = JSON.stringify({
      id: 'evt_2',
      type: 'email.sent',
      data: { n: round, z: 'é\u2028' },
    });
    const at = new Date();
    const headers = {
      'webhook-id': 'evt_2',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign('evt_2', at, body),
    };
    expect(await verifyWebhook(body, headers, secret)).toEqual(JSON.parse(body));
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    const other = `whsec_${randomBytes(32).toString('base64')}`;
    await refused(verifyWebhook(body, headers, other));
    expect(() => new Webhook(other).verify(body, headers)).toThrow();
  }
});

test('the scheme of MailingCore is HMAC-SHA256 of "t.rawBody", as hex', async () => {
  const secret = createSecret();
  const v1 = createHmac('sha256', secret).update(`${SECONDS}.${BODY}`).digest('hex');
  const headers = { 'x-mailingcore-signature': [`t=${SECONDS},v1=${v1}`] };
  expect(await verifyWebhook(BODY, headers, secret, { now: NOW })).toEqual(JSON.parse(BODY));
});

test('P30: timestamps off by more than 300 s fail, either way; the tolerance can be set', async () => {
  const secret = createSecret();
  for (const [off, fits] of [
    [-301, false],
    [-300, true],
    [300, true],
    [301, false],
  ] as const) {
    const { standard, mailingCore } = headersOf({ secret, at: SECONDS + off });
    for (const headers of [standard, mailingCore]) {
      const work = verifyWebhook(BODY, headers, secret, { now: NOW });
      if (fits) expect(await work).toEqual(JSON.parse(BODY));
      else await refused(work);
    }
  }
  const old = headersOf({ secret, at: SECONDS - 600 }).standard;
  await verifyWebhook(BODY, old, secret, { now: NOW, toleranceSeconds: 600 });
  for (const timestamp of ['', 'now', '1e9', '-1', '9'.repeat(400)]) {
    await refused(
      verifyWebhook(BODY, { ...old, 'webhook-timestamp': timestamp }, secret, { now: NOW }),
    );
  }
});

test('P30: during a rotation either secret verifies, before and after only one', async () => {
  const [before, after] = [createSecret(), createSecret()];
  const both = createSigner([after, before]);
  const headers = { 'x-mailingcore-signature': both.mailingCore(SECONDS, BODY) };
  for (const secret of [before, after, [after, before]]) {
    await verifyWebhook(BODY, headers, secret, { now: NOW });
  }
  await refused(verifyWebhook(BODY, headers, createSecret(), { now: NOW }));
  const { standard } = headersOf({ secret: before });
  await verifyWebhook(BODY, standard, [after, before], { now: NOW });
  await refused(verifyWebhook(BODY, standard, after, { now: NOW }));
});

test('nothing that was changed on the way verifies', async () => {
  const secret = createSecret();
  const { standard, mailingCore } = headersOf({ secret });
  const options = { now: NOW };
  await refused(verifyWebhook(`${BODY} `, standard, secret, options));
  await refused(verifyWebhook(BODY, { ...standard, 'webhook-id': 'evt_3' }, secret, options));
  const later = String(SECONDS + 1);
  await refused(verifyWebhook(BODY, { ...standard, 'webhook-timestamp': later }, secret, options));
  const moved = mailingCore['X-MailingCore-Signature'].replace(`t=${SECONDS}`, `t=${later}`);
  await refused(verifyWebhook(BODY, { 'x-mailingcore-signature': moved }, secret, options));
  await refused(verifyWebhook(BODY, {}, secret, options));
  await refused(
    verifyWebhook(BODY, { 'x-mailingcore-signature': `t=${SECONDS}` }, secret, options),
  );
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      await refused(
        verifyWebhook(BODY, { ...standard, 'webhook-signature': `v1,${text}` }, secret, options),
      );
      await refused(
        verifyWebhook(
          BODY,
          { 'x-mailingcore-signature': `t=${SECONDS},v1=${text}` },
          secret,
          options,
        ),
      );
    }),
    { numRuns: 200 },
  );
});

test('an empty secret is a mistake of the program, not of the request', async () => {
  const { standard } = headersOf({ secret: createSecret() });
  for (const secret of ['', [], ['']]) {
    await expect(verifyWebhook(BODY, standard, secret)).rejects.toMatchObject({
      code: 'invalid_option',
    });
  }
});

test('what is signed and no JSON is refused', async () => {
  const secret = createSecret();
  const { standard } = headersOf({ secret, body: 'hello' });
  await refused(verifyWebhook('hello', standard, secret, { now: NOW }));
});
