import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { newId } from './ids.ts';
import { createMessageTokens } from './message-token.ts';
import { createTokenSigner } from './signed-token.ts';

const tokens = createMessageTokens(['a secret']);
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

test.each([0, 1, 4_294_967_296, Number.MAX_SAFE_INTEGER])(
  'message %d comes back as it was signed',
  (messageId) => {
    const tenantId = newId();
    const text = tokens.sign(tenantId, messageId);
    expect(text).toMatch(/^[\w-]{56}$/);
    expect(tokens.verify(text)).toEqual({ tenantId, messageId });
    // Another tenant in between: what stays of the last token must not.
    expect(tokens.verify(tokens.sign(newId(), messageId))).not.toEqual({ tenantId, messageId });
    expect(createTokenSigner(['a secret']).messages.sign(tenantId, messageId)).toBe(text);
  },
);

test('a token survives the rotation of its secret, and ends with it', () => {
  const text = createMessageTokens(['first']).sign(newId(), 7);
  expect(createMessageTokens(['third', 'second', 'first']).verify(text)?.messageId).toBe(7);
  expect(createMessageTokens(['third', 'second']).verify(text)).toBeNull();
});

test('P26: 20,000 tampered or guessed tokens are none', () => {
  const text = tokens.sign(newId(), 12_345);
  let accepted = 0;
  for (let n = 0; n < 10_000; n += 1) {
    const at = n % text.length;
    const other = ALPHABET[(ALPHABET.indexOf(text[at]!) + 1 + (n % 63)) % 64]!;
    if (tokens.verify(text.slice(0, at) + other + text.slice(at + 1))) accepted += 1;
    if (tokens.verify(randomBytes(42).toString('base64url'))) accepted += 1;
  }
  expect(accepted).toBe(0);
});

test('what signs unsubscribe links signs no message', () => {
  const unsubscribe = createTokenSigner(['a secret']);
  const ids = { tenantId: newId(), contactId: newId(), campaignId: null };
  expect(tokens.verify(unsubscribe.sign({ ...ids, kind: 'email' }))).toBeNull();
  expect(unsubscribe.verify(tokens.sign(newId(), 1))).toBeNull();
});

test('there is no signing without a secret', () => {
  expect(() => createMessageTokens([])).toThrow(TypeError);
  expect(() => createMessageTokens(['a', ''])).toThrow(TypeError);
  expect(() => tokens.sign('no id', 1)).toThrow(TypeError);
});
