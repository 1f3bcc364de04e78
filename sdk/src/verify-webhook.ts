import { PressrunError } from './failure.ts';
import type { WebhookEvent } from './webhook-event.ts';
import { octets, verifiesAny } from './webhook-signature.ts';

/** As frameworks have them: `Headers`, or Node's object with lower-case names. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Record<string, string | string[] | undefined>;

export type VerifyOptions = {
  /** How far the request's time may be from ours, either way: 300 unless set. */
  toleranceSeconds?: number;
  /** Instead of the clock, for tests. */
  now?: Date;
};

/** Don't act on the request; answer 400 or 401. */
export class WebhookVerificationError extends PressrunError {
  constructor(message: string) {
    super('webhook_not_verified', message);
  }
}

type Signed = { timestamp: string; content: string; signatures: string[]; scheme: Scheme };
type Scheme = 'standard' | 'mailingCore';

/**
 * Checks that Pressrun sent this, just now, and returns the event. `rawBody` is the body as it came
 * over the wire: parsed and written again it may be other bytes, and then no signature fits.
 *
 * Takes the Standard Webhooks headers (`webhook-id`, `webhook-timestamp`, `webhook-signature`) where
 * they are, else `X-MailingCore-Signature`. Several secrets: any may fit, for the time of a rotation.
 * Throws WebhookVerificationError. The comparison takes the same time for any wrong signature.
 */
export async function verifyWebhook(
  rawBody: string | Uint8Array | ArrayBuffer,
  headers: WebhookHeaders,
  secret: string | string[],
  { toleranceSeconds = 300, now = new Date() }: VerifyOptions = {},
): Promise<WebhookEvent> {
  const secrets = [secret].flat();
  if (secrets.length === 0 || secrets.some((one) => !one)) {
    throw new PressrunError('invalid_option', 'secret must not be empty');
  }
  const signed = readStandard(headers) ?? readMailingCore(headers);
  if (!signed) throw new WebhookVerificationError('The request has no signature');
  requireRecent(signed.timestamp, now, toleranceSeconds);
  const body = octets(rawBody);
  if (!(await verifiesAny(signed, body, secrets))) {
    throw new WebhookVerificationError('No signature fits the body and the secret');
  }
  return readEvent(body);
}

function readStandard(headers: WebhookHeaders): Signed | null {
  const [id, timestamp, list] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(
    (name) => header(headers, name),
  );
  if (!id || !timestamp || !list) return null;
  const signatures = list
    .split(' ')
    .flatMap((one) => (one.startsWith('v1,') ? [one.slice('v1,'.length)] : []));
  return { timestamp, signatures, content: `${id}.${timestamp}.`, scheme: 'standard' };
}

function readMailingCore(headers: WebhookHeaders): Signed | null {
  const parts = header(headers, 'x-mailingcore-signature')?.split(',') ?? [];
  const values = (name: string) =>
    parts.flatMap((part) => (part.startsWith(`${name}=`) ? [part.slice(name.length + 1)] : []));
  const [timestamp] = values('t');
  if (!timestamp) return null;
  return {
    ...{ timestamp, signatures: values('v1') },
    ...{ content: `${timestamp}.`, scheme: 'mailingCore' },
  };
}

function header(headers: WebhookHeaders, name: string): string | null {
  if (typeof headers.get === 'function') return headers.get(name);
  const plain = headers as Record<string, string | string[] | undefined>;
  const key = Object.keys(plain).find((one) => one.toLowerCase() === name);
  const value = key === undefined ? undefined : plain[key];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function requireRecent(timestamp: string, now: Date, toleranceSeconds: number): void {
  if (!/^\d{1,12}$/.test(timestamp)) {
    throw new WebhookVerificationError('The time of the request is no number of seconds');
  }
  const seconds = Math.abs(now.getTime() / 1_000 - Number(timestamp));
  if (seconds <= toleranceSeconds) return;
  throw new WebhookVerificationError(
    `The time of the request is ${Math.round(seconds)} s off, more than ${toleranceSeconds}`,
  );
}

function readEvent(body: Uint8Array): WebhookEvent {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new WebhookVerificationError('The body is signed, and is no JSON');
  }
}
