import fc from 'fast-check';
import type { Schema } from '../matrix/operations.ts';

/** Text that has broken some program somewhere: each line a border, a quote, an escape or a lie. */
export const HOSTILE_TEXT = [
  ...[
    '',
    ' ',
    '\0',
    'a\0b',
    '\r\nX-Injected: 1',
    'a\rb',
    'a\nb',
    '\n.\r\n',
    '\u2028\u2029',
    '\ufeff',
  ],
  ...[
    '\ud800',
    'a\udfff',
    '\u202egnp.exe',
    '👩‍👩‍👧‍👦',
    'e\u0301',
    'ﷺ'.repeat(50),
    'İ',
    'ß',
    '\u200b',
  ],
  ...[
    "'; drop table contacts; --",
    "' or '1'='1",
    '$1',
    '\\',
    '%',
    '%00',
    '_',
    '%%',
    '{}',
    '{1,2}',
  ],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'null', 'undefined'],
  ...['{{constructor}}', '{{__proto__.x}}', '{{'.repeat(500), '<script>alert(1)</script>'],
  ...['../../etc/passwd', 'file:///etc/passwd', 'javascript:alert(1)', 'http://169.254.169.254/'],
  ...['http://[::1]:5432/', 'https://a@b@c', 'https://x.example/%zz', '//x', 'https://💥.example'],
  ...[
    'a@b',
    '@',
    'a@b@c.example',
    '"a b"@example.com',
    'ana@exa mple.com',
    `${'a'.repeat(65)}@b.example`,
  ],
  ...[
    '2026-02-30T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:60Z',
    '+275760-09-13T00:00:00Z',
  ],
  ...['2016-12-31T23:59:60Z', '2026-03-29T02:30:00', '-271821-04-19T00:00:00Z', 'now', 'infinity'],
  ...['Europe/Nowhere', '+01:00', 'GMT', 'es', 'xx', 'ES', '0', '-1', '1e308', 'NaN', 'true'],
  ...['00000000-0000-0000-0000-000000000000', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', 'msg_1'],
  ...['msg_99999999999999999999', 'msg_-1', 'x'.repeat(999), 'é'.repeat(5_000)],
];

const HOSTILE_NUMBERS = [
  ...[0, -0, -1, 1.5, 1e21, 1e308, -1e308, 5e-324, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 63, 2 ** 64],
];

/** Any text: hostile, or of every kind of character. */
export const anyText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE_TEXT) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 300 }) },
);

const DEPTHS = [10, 11, 63, 64, 65, 500];

/** Anything that JSON can say, and a body's author would not. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  anyText,
  fc.constantFrom(...HOSTILE_NUMBERS),
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], [{}], { '': 1 }),
  fc.constantFrom(...DEPTHS).map((depth) => nested(depth)),
  fc
    .constantFrom('__proto__', 'constructor', 'toJSON', 'length', '$ref', 'a\0', 'a.b', '')
    // JSON.parse makes an own property of each of these names, which a literal would not.
    .map((name) =>
      JSON.parse(
        JSON.stringify([[name, { polluted: 1 }]]).replace(/^\[\[(".*?"),(.*)\]\]$/s, '{$1:$2}'),
      ),
    ),
  fc.jsonValue({ maxDepth: 3 }),
);

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i += 1) value = i % 2 ? [value] : { a: value };
  return value;
}

/** A value that the schema takes, often right at one of its limits. */
export function validValue(schema: Schema & { examples?: unknown[] }): fc.Arbitrary<unknown> {
  const shown = schema.examples?.length ? fc.constantFrom(...schema.examples) : null;
  const made = madeValue(schema);
  return shown ? fc.oneof(shown, made) : made;
}

function madeValue(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(validValue));
  const types = [schema.type ?? 'any'].flat();
  return fc.oneof(...types.map((type) => valueOfType(type, schema)));
}

function valueOfType(type: string, schema: Schema): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return validText(schema);
    case 'integer':
    case 'number':
      return validNumber(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return validArray(schema);
    case 'object':
      return validObject(schema);
    default:
      return anyValue;
  }
}

// Longer ones are left to the limits that a schema has: a megabyte at each call would only be slow.
const MAX_TEXT = 3_000;

function validText({ format, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((at) => at.toISOString());
  const longest = Math.min(maxLength, MAX_TEXT);
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.string({
        unit: 'grapheme',
        minLength,
        maxLength: Math.min(longest, 40 + minLength),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('x'.repeat(longest), '💌'.repeat(longest), 'x'.repeat(minLength)),
    },
  );
}

function validNumber({ type, minimum = -1_000, maximum = 1_000_000 }: Schema) {
  const edges = fc.constantFrom(minimum, maximum, Math.max(minimum, 0));
  const inside = [type].flat().includes('number')
    ? fc.double({ min: minimum, max: maximum, noNaN: true })
    : fc.integer({ min: minimum, max: maximum });
  return fc.oneof(edges, inside);
}

function validArray({ items, minItems = 0, maxItems = 20, uniqueItems }: Schema) {
  const item = items ? validValue(items) : anyValue;
  const some = fc.array(item, { minLength: minItems, maxLength: Math.min(maxItems, minItems + 4) });
  // The most that it takes, all alike: a limit is to hold, not to be slow.
  const most = item.map((one) => Array(Math.min(maxItems, 1_000)).fill(one));
  return uniqueItems
    ? some
    : fc.oneof({ weight: 9, arbitrary: some }, { weight: 1, arbitrary: most });
}

function validObject({ properties = {}, required = [], additionalProperties }: Schema) {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, validValue(schema)]),
  );
  const known = fc.record(fields, { requiredKeys: required.filter((name) => name in fields) });
  if (additionalProperties === false) return known;
  return fc
    .tuple(known, fc.dictionary(fc.string({ maxLength: 20 }), anyValue, { maxKeys: 3 }))
    .map(([own, more]) => ({ ...more, ...own }));
}

/** A value just beyond one of the schema's limits, or of a type that it doesn't name. */
export function invalidValue(schema: Schema): fc.Arbitrary<unknown> {
  const beyond = [schema, ...(schema.anyOf ?? [])].flatMap(beyondLimits);
  return beyond.length > 0 ? fc.oneof(anyValue, fc.constantFrom(...beyond)) : anyValue;
}

function beyondLimits(schema: Schema): unknown[] {
  const { minLength, maxLength, minItems, maxItems, minimum, maximum } = schema;
  return [
    ...(maxLength === undefined ? [] : ['x'.repeat(maxLength + 1), '💌'.repeat(maxLength + 1)]),
    ...(minLength ? ['x'.repeat(minLength - 1)] : []),
    ...(maxItems === undefined
      ? []
      : [Array(maxItems + 1).fill('x'), Array(maxItems + 1).fill({})]),
    ...(minItems ? [Array(minItems - 1).fill('x')] : []),
    ...(minimum === undefined ? [] : [minimum - 1, minimum - 0.5]),
    ...(maximum === undefined ? [] : [maximum + 1, maximum + 0.5]),
  ];
}
