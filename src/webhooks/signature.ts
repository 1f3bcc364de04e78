import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A new signing secret in Standard Webhooks' form: 32 random bytes, base64, prefixed. */
export function createSecret(): string {
  return PREFIX + randomBytes(32).toString('base64');
}

/** Makes the signatures of deliveries to one endpoint. */
export type Signer = {
  /**
   * `X-MailingCore-Signature` (contract: Webhooks): HMAC-SHA256 of "t.rawBody" keyed with each
   * secret as it is written; several while one replaces another.
   */
  mailingCore(unixTime: number, body: string): string;
  /** Standard Webhooks' `webhook-signature` over "id.timestamp.body", one entry per key. */
  standard(id: string, unixTime: number, body: string): string;
};

/** Prepares the keys once: made anew for each signature they cost six times the HMAC. */
export function createSigner(secrets: string[]): Signer {
  const written = secrets.map((secret) => createSecretKey(Buffer.from(secret)));
  const standard = secrets.flatMap(signingKeys).map((key) => createSecretKey(key));
  return {
    mailingCore: (unixTime, body) => {
      const content = `${unixTime}.${body}`;
      return [`t=${unixTime}`, ...written.map((key) => `v1=${hmac(key, content, 'hex')}`)].join();
    },
    standard: (id, unixTime, body) => {
      const content = `${id}.${unixTime}.${body}`;
      return standard.map((key) => `v1,${hmac(key, content, 'base64')}`).join(' ');
    },
  };
}

/**
 * The keys that a secret stands for. With the prefix: its base64 decoded. A custom secret: its raw
 * bytes, and if it happens to be base64 also those, because the reference libraries decode every
 * secret unless told `raw`; verifiers accept any one signature of the list.
 */
function signingKeys(secret: string): Buffer[] {
  const prefixed = secret.startsWith(PREFIX);
  const encoded = prefixed ? secret.slice(PREFIX.length) : secret;
  const decoded = Buffer.from(encoded, 'base64');
  if (decoded.length === 0 || decoded.toString('base64') !== encoded) {
    return [Buffer.from(secret)];
  }
  return prefixed ? [decoded] : [Buffer.from(secret), decoded];
}

function hmac(key: KeyObject, content: string, encoding: 'hex' | 'base64'): string {
  return createHmac('sha256', key).update(content).digest(encoding);
}
