import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A new signing secret in Standard Webhooks' form: 32 random bytes, base64, prefixed. */
export function createSecret(): string {
  return PREFIX + randomBytes(32).toString('base64');
}

/**
 * `X-MailingCore-Signature` (contract: Webhooks): HMAC-SHA256 of "t.rawBody" keyed with each secret
 * as it is written; several while one replaces another.
 */
export function mailingCoreSignature(secrets: string[], unixTime: number, body: string): string {
  const signatures = secrets.map((secret) => `v1=${hmac(secret, `${unixTime}.${body}`, 'hex')}`);
  return [`t=${unixTime}`, ...signatures].join(',');
}

/** Standard Webhooks' `webhook-signature` over "id.timestamp.body", one entry per key. */
export function standardSignature(
  secrets: string[],
  id: string,
  unixTime: number,
  body: string,
): string {
  const content = `${id}.${unixTime}.${body}`;
  return secrets
    .flatMap(signingKeys)
    .map((key) => `v1,${hmac(key, content, 'base64')}`)
    .join(' ');
}

/**
 * The keys that a secret stands for. With the prefix: its base64 decoded. A custom secret: its raw
 * bytes, and if it happens to be base64 also those, because the reference libraries decode every
 * secret unless told `raw`; verifiers accept any one signature of the list.
 */
export function signingKeys(secret: string): (string | Buffer)[] {
  const prefixed = secret.startsWith(PREFIX);
  const encoded = prefixed ? secret.slice(PREFIX.length) : secret;
  const decoded = Buffer.from(encoded, 'base64');
  if (decoded.length === 0 || decoded.toString('base64') !== encoded) return [secret];
  return prefixed ? [decoded] : [secret, decoded];
}

function hmac(key: string | Buffer, content: string, encoding: 'hex' | 'base64'): string {
  return createHmac('sha256', key).update(content).digest(encoding);
}
