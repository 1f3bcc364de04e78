import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attributesFault } from './attributes.ts';
import { isNewerConsent } from './consent.ts';
import { type Contact, type ContactChange, createContact, mergeContact } from './contact.ts';
import { sameJson } from './same-json.ts';

const now = new Date('2026-03-01T10:00:00.000Z');
const later = new Date('2026-03-02T10:00:00.000Z');
const ana = createContact('1', { email: 'ana@example.com', consentVersion: 'v9' }, now);
const gone: Contact = mergeContact(ana, { optIn: false }, later).contact;

test('a new contact has opted in unless it says otherwise', () => {
  expect(ana).toMatchObject({ optIn: true, attributes: {}, locale: null, unsubscribedAt: null });
  const never = createContact('2', { email: 'b@example.com', optIn: false }, now);
  expect(never).toMatchObject({ optIn: false, unsubscribedAt: null });
  expect(mergeContact(never, { optIn: true }, later).contact.optIn).toBe(true);
});

test('missing fields are kept, null clears, attributes are replaced', () => {
  const full = createContact(
    '3',
    { email: 'c@example.com', locale: 'en', source: 's', attributes: { a: 1, b: 2 } },
    now,
  );
  const merged = mergeContact(full, { locale: null, attributes: { a: 3 } }, later);
  expect(merged.contact).toEqual({ ...full, locale: null, attributes: { a: 3 }, updatedAt: later });
});

test('a change to the same is no change', () => {
  const merge = mergeContact(ana, { email: ana.email, optIn: true, attributes: {} }, later);
  expect(merge).toEqual({ contact: ana, changed: false, revived: false });
  expect(merge.contact.updatedAt).toBe(now);
});

test('P25: opting out sets unsubscribedAt once, and only a newer consent ends it', () => {
  expect(gone).toMatchObject({ optIn: false, unsubscribedAt: later });
  for (const consentVersion of [undefined, null, 'v9', 'V9', 'v09', ' v9 ', 'v8', 'v1.99']) {
    const merge = mergeContact(gone, { optIn: true, consentVersion }, later);
    expect([consentVersion, merge.revived]).toEqual([consentVersion, false]);
    expect(merge.contact).toMatchObject({ optIn: false, unsubscribedAt: later });
  }
  const back = mergeContact(gone, { optIn: true, consentVersion: 'v10' }, later);
  expect(back.revived).toBe(true);
  expect(back.contact).toMatchObject({
    optIn: true,
    unsubscribedAt: null,
    consentVersion: 'v10',
  });
});

test('P25: no detour over an older or no consent makes the old one look new', () => {
  for (const consentVersion of [null, 'v1']) {
    for (const first of [gone, ana]) {
      const lowered = mergeContact(first, { optIn: false, consentVersion }, later).contact;
      expect(lowered.consentVersion).toBe('v9');
      expect(mergeContact(lowered, { optIn: true, consentVersion: 'v9' }, later).revived).toBe(
        false,
      );
    }
  }
});

test('consent versions are compared in natural order', () => {
  for (const [newer, older] of [
    ['v10', 'v9'],
    ['2026-02', '2025-11'],
    ['1.10', '1.9'],
    ['1.0.1', '1.0'],
    ['anything', null],
  ] as const) {
    expect([newer, isNewerConsent(newer, older)]).toEqual([newer, true]);
    if (older !== null) expect([older, isNewerConsent(older, newer)]).toEqual([older, false]);
  }
});

const version = fc.constantFrom('v1', 'v2', 'v9', 'v10', '2025-11', '2026-02');
const change: fc.Arbitrary<ContactChange> = fc.record(
  {
    optIn: fc.boolean(),
    consentVersion: fc.option(version),
    locale: fc.option(fc.constantFrom('en', 'es')),
    attributes: fc.dictionary(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 1 })),
  },
  { requiredKeys: [] },
);

test('P25: whatever is sent, an unsubscribed person comes back only by a consent never seen', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      let contact = gone;
      for (const next of changes) {
        const merge = mergeContact(contact, next, later);
        const cameBack = contact.unsubscribedAt !== null && merge.contact.optIn;
        expect(cameBack).toBe(merge.revived);
        if (cameBack)
          expect(isNewerConsent(next.consentVersion, contact.consentVersion)).toBe(true);
        expect(merge.contact.unsubscribedAt === null || !merge.contact.optIn).toBe(true);
        // Sent again, it changes nothing (P16).
        expect(mergeContact(merge.contact, next, later).changed).toBe(false);
        contact = merge.contact;
      }
    }),
    { numRuns: 2_000 },
  );
});

test('attributes are the same when jsonb says so', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      expect(sameJson(value, JSON.parse(JSON.stringify(value)))).toBe(true);
      expect(sameJson({ a: value }, { a: [value] })).toBe(false);
    }),
  );
  expect(sameJson({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
  expect(sameJson({ a: 1 }, { b: 1 })).toBe(false);
  expect(sameJson({ a: 1 }, { a: 1, b: undefined })).toBe(false);
  expect(sameJson([], {})).toBe(false);
  expect(sameJson(-0, 0)).toBe(true);
});

test('attributes have limits, and the message names them', () => {
  const nest = (levels: number): Record<string, unknown> =>
    levels === 1 ? {} : { a: nest(levels - 1) };
  expect(attributesFault({ a: [1, 'x', null, { b: true }] })).toBeNull();
  expect(attributesFault(nest(10))).toBeNull();
  expect(attributesFault(nest(11))).toContain('10 levels');
  expect(attributesFault({ a: 'x'.repeat(8_192 - '{"a":""}'.length) })).toBeNull();
  expect(attributesFault({ a: 'é'.repeat(4_093) })).toContain('8192');
  expect(attributesFault({ ['k'.repeat(128)]: 1 })).toBeNull();
  expect(attributesFault({ ['k'.repeat(129)]: 1 })).toContain('128');
  expect(attributesFault({ ['😀'.repeat(128)]: 1 })).toBeNull();
  expect(attributesFault({ a: [{ '': 1 }] })).toContain('empty');
  expect(attributesFault(JSON.parse('{"a":1e999}'))).toContain('range');
  const deep = JSON.parse(`{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}`);
  expect(attributesFault(deep)).toContain('10 levels');
});
