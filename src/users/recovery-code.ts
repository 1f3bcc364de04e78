import { createHmac, randomInt } from 'node:crypto';

export const RECOVERY_CODES = 10;

// Without what is easily mistaken for something else: 0 o 1 l i u.
const ALPHABET = '23456789abcdefghjkmnpqrstvwxyz';
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** Ten codes of 78 bits, `xxxx-xxxx-xxxx-xxxx`; shown once. */
export function createRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () =>
    Array.from({ length: GROUPS }, group).join('-'),
  );
}

/**
 * What is stored. Keyed, because fewer than 112 bits could be searched for in a stolen dump (NIST SP
 * 800-63B, 3.1.2.2). However it was typed: case, spaces and hyphens don't matter.
 */
export function hashRecoveryCode(key: Buffer, code: string): Buffer {
  const plain = code.toLowerCase().replace(/[\s-]/g, '');
  return createHmac('sha256', key).update(`pressrun recovery code ${plain}`).digest();
}

function group(): string {
  let text = '';
  for (let i = 0; i < GROUP_LENGTH; i += 1) text += ALPHABET[randomInt(ALPHABET.length)];
  return text;
}
