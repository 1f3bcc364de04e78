import { randomBytes, randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newId } from './ids.ts';
import { createTokenSigner, type UnsubscribeToken } from './signed-token.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function token(over: Partial<UnsubscribeToken> = {}): UnsubscribeToken {
  return {
    tenantId: newId(),
    contactId: newId(),
    campaignId: newId(),
    kind: 'campaign',
    ...over,
  };
}

describe('the token of an unsubscribe link', () => {
  const signer = createTokenSigner(['a secret']);

  it.each([
    token(),
    token({ kind: 'test' }),
    token({ campaignId: null }),
    token({ kind: 'test', campaignId: null }),
    token({ kind: 'email', campaignId: null }),
    token({ campaignId: '00000000-0000-0000-0000-000000000000' }),
  ])('comes back as it was signed: %o', (original) => {
    const text = signer.sign(original);
    expect(text).toMatch(/^[A-Za-z0-9_-]{88}$/);
    expect(signer.verify(text)).toEqual(original);
  });

  it('is the same for the same content, also in another process with the same secret', () => {
    const original = token();
    expect(createTokenSigner(['a secret']).sign(original)).toBe(signer.sign(original));
  });

  it('survives two key rotations, and ends with its secret (P26)', () => {
    const original = token();
    const text = createTokenSigner(['first']).sign(original);
    expect(createTokenSigner(['third', 'second', 'first']).verify(text)).toEqual(original);
    expect(createTokenSigner(['third', 'second']).verify(text)).toBeNull();
  });

  it('is found among 300 secrets, more than there are key ids', () => {
    const secrets = Array.from({ length: 300 }, (_, n) => `secret ${n}`);
    const all = createTokenSigner(secrets);
    for (const secret of secrets) {
      const original = token();
      expect(all.verify(createTokenSigner([secret]).sign(original))).toEqual(original);
    }
  });

  it('has one spelling only', () => {
    const text = signer.sign(token());
    const others = [
      `${text}=`,
      `${text} `,
      ` ${text}`,
      `${text}\n`,
      text.slice(0, -1),
      `${text}A`,
      `${text.slice(0, 40)}\n${text.slice(40)}`,
      text.replaceAll('-', '+').replaceAll('_', '/').replace(/$/, '='),
    ];
    for (const other of others) expect(signer.verify(other)).toBeNull();
    for (const last of ALPHABET) {
      if (last !== text.at(-1)) expect(signer.verify(text.slice(0, -1) + last)).toBeNull();
    }
  });

  it('answers null to 100,000 tampered or guessed tokens (P26)', () => {
    const text = signer.sign(token());
    let accepted = 0;
    for (let n = 0; n < 50_000; n += 1) {
      const at = n % text.length;
      const other = ALPHABET[(ALPHABET.indexOf(text[at]!) + 1 + (n % 63)) % 64]!;
      if (signer.verify(text.slice(0, at) + other + text.slice(at + 1)) !== null) accepted += 1;
    }
    for (let n = 0; n < 50_000; n += 1) {
      const guess = randomBytes(66);
      // Half of the guesses get past the version and the key id, to be judged by their mac.
      if (n % 2 === 0) Buffer.from(text, 'base64url').copy(guess, 0, 0, randomInt(2, 51));
      if (signer.verify(guess.toString('base64url')) !== null) accepted += 1;
    }
    expect(accepted).toBe(0);
  });

  it('answers null to anything else, and never throws', () => {
    const others = ['', 'x', '\0'.repeat(88), 'é'.repeat(88), 'A'.repeat(1_000_000), '../../etc'];
    for (const other of others) expect(signer.verify(other)).toBeNull();
    for (const other of [undefined, null, 7, {}, []]) {
      expect(signer.verify(other as unknown as string)).toBeNull();
    }
  });

  it('refuses to start without a secret and to sign what is no id', () => {
    expect(() => createTokenSigner([])).toThrow(TypeError);
    expect(() => createTokenSigner(['good', ''])).toThrow(TypeError);
    expect(() => signer.sign(token({ contactId: 'me' }))).toThrow(TypeError);
  });
});
