import { Secret, TOTP } from 'otpauth';

const ISSUER = 'Pressrun';
// 160 bits, as RFC 4226 §4 advises.
const SECRET_BYTES = 20;
const PERIOD_SECONDS = 30;
// One step before and after, for clocks that are a little off (RFC 6238 §5.2).
const WINDOW = 1;

/** A new secret, for an authenticator app. */
export function createTotpSecret(): Buffer {
  return Buffer.from(new Secret({ size: SECRET_BYTES }).bytes);
}

/** The secret as people type it, and as the URL in a QR code. */
export function describeTotp(secret: Buffer, email: string): { secret: string; url: string } {
  const totp = totpOf(secret, email);
  return { secret: totp.secret.base32, url: totp.toString() };
}

/** The time step (RFC 6238 §4.2) whose code this is, now or one step off; null for a wrong code. */
export function matchTotp(secret: Buffer, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const timestamp = now.getTime();
  const delta = totpOf(secret, '').validate({ token: code, timestamp, window: WINDOW });
  if (delta === null) return null;
  return Math.floor(timestamp / 1_000 / PERIOD_SECONDS) + delta;
}

// SHA-1, six digits and 30 s are what every authenticator app knows.
function totpOf(secret: Buffer, label: string): TOTP {
  return new TOTP({
    ...{ issuer: ISSUER, label, algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS },
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
  });
}
