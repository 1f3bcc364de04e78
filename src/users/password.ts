import { argon2 as argon2Callback, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Counter, register } from 'prom-client';
import { withRoomToHash } from './hashing-gate.ts';

const argon2 = promisify(argon2Callback);
// OWASP's first choice for argon2id: 19 MiB, 2 passes, 1 lane.
const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1 };
const TAG_BYTES = 32;
const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const HASHES = 'pressrun_password_hashes_total';
const hashes =
  (register.getSingleMetric(HASHES) as Counter | undefined) ??
  new Counter({ name: HASHES, help: 'Password hashes computed, for new passwords and for checks' });

type Parameters = { memory: number; passes: number; parallelism: number };

/** Hashes a password with argon2id, in the PHC string format that carries its own parameters. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await compute(password, nonce, TAG_BYTES, PARAMETERS);
  const { memory, passes, parallelism } = PARAMETERS;
  const settings = `m=${memory},t=${passes},p=${parallelism}`;
  return `$argon2id$v=19$${settings}$${unpadded(nonce)}$${unpadded(tag)}`;
}

/**
 * Whether it is the password of this hash; `outdated` when the hash was made with other parameters
 * than today's. Without a hash the same work is done and the answer is no, so that accounts that
 * aren't there take as long as those that are (P22).
 */
export async function verifyPassword(
  password: string,
  hash: string | null,
): Promise<{ right: boolean; outdated: boolean }> {
  const parsed = parse(hash ?? '');
  const { parameters, nonce, tag } = parsed ?? NOBODY;
  const computed = await compute(password, nonce, tag.length, parameters);
  const right = timingSafeEqual(computed, tag) && parsed !== null;
  return { right, outdated: JSON.stringify(parameters) !== JSON.stringify(PARAMETERS) };
}

const NOBODY = { parameters: PARAMETERS, nonce: randomBytes(16), tag: randomBytes(TAG_BYTES) };

function parse(hash: string): { parameters: Parameters; nonce: Buffer; tag: Buffer } | null {
  const [, memory, passes, parallelism, nonce, tag] = PHC.exec(hash) ?? [];
  if (!nonce || !tag) return null;
  return {
    parameters: {
      memory: Number(memory),
      passes: Number(passes),
      parallelism: Number(parallelism),
    },
    nonce: Buffer.from(nonce, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

/** NFKC: the same password typed on another keyboard is the same (NIST SP 800-63B, 3.1.1.2). */
function compute(password: string, nonce: Buffer, tagLength: number, parameters: Parameters) {
  return withRoomToHash(() => {
    hashes.inc();
    const message = password.normalize('NFKC');
    return argon2('argon2id', { message, nonce, tagLength, ...parameters });
  });
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
