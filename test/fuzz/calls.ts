import fc from 'fast-check';
import type { Operation, Schema } from '../matrix/operations.ts';
import { anyText, anyValue, invalidValue, validValue } from './values.ts';

/** One field of a body, by its path, and what stands there instead; undefined: it is left out. */
type Change = { at: string[]; value?: unknown };

/** The body of a call: the recipe's, changed or not, or something else altogether. */
export type Body =
  | { kind: 'good'; changes: Change[] }
  | { kind: 'value'; value: unknown }
  | { kind: 'raw'; text: string; encoding: 'utf8' | 'utf16le' | 'latin1' };

/** What is in the path: 'own' and 'foreign' are things that this tenant, and another one, have. */
export type Param = 'own' | 'foreign' | { text: string };

/** A call as the generator thinks it; what it is about is filled in when it is made. */
export type Call = {
  params: Record<string, Param>;
  query: [string, string][];
  headers: Record<string, string>;
  body: Body | null;
};

/** Calls of this operation: right ones, ones at the limits, and hostile ones. */
export function callsOf(operation: Operation): fc.Arbitrary<Call> {
  return fc.record({
    params: paramsOf(operation),
    query: queryOf(operation),
    headers: headersOf(operation),
    body: bodyOf(operation),
  });
}

function paramsOf({ pathParameters }: Operation) {
  const param = fc.oneof<[fc.MaybeWeightedArbitrary<Param>, ...fc.MaybeWeightedArbitrary<Param>[]]>(
    { weight: 12, arbitrary: fc.constant<Param>('own') },
    { weight: 2, arbitrary: fc.constant<Param>('foreign') },
    // An empty one or a dot would make another path of it.
    {
      weight: 2,
      arbitrary: anyText.filter((text) => !/^\.{0,2}$/.test(text)).map((text) => ({ text })),
    },
  );
  return fc.record(Object.fromEntries(pathParameters.map((name) => [name, param])));
}

function queryOf({ query }: Operation): fc.Arbitrary<[string, string][]> {
  const pairs = query.map(({ name, schema }) =>
    fc
      .oneof(
        { weight: 3, arbitrary: validValue(schema).map(asText) },
        { weight: 1, arbitrary: anyText },
        { weight: 1, arbitrary: invalidValue(schema).map(asText) },
      )
      .map((value): [string, string] => [name, value]),
  );
  const unknown = fc.tuple(anyText, anyText);
  const some = pairs.length > 0 ? fc.oneof(...pairs) : unknown;
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant<[string, string][]>([]) },
    { weight: pairs.length > 0 ? 8 : 0, arbitrary: fc.array(some, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(unknown, { minLength: 1, maxLength: 2 }) },
  );
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const CONTENT_TYPES = [
  ...['text/plain', 'text/json', 'application/xml', 'application/json; charset=utf-16'],
  ...['application/json;charset=latin1', 'application/vnd.api+json', 'multipart/form-data'],
  ...['application/x-www-form-urlencoded', 'application/json, text/html', '/', '*/*', 'x'],
];

function headersOf({ method }: Operation): fc.Arbitrary<Record<string, string>> {
  const one = fc.oneof(
    fc.constantFrom(...CONTENT_TYPES).map((type) => ({ 'content-type': type })),
    fc.constantFrom('text/html', 'application/xml', '', '*/*;q=0').map((accept) => ({ accept })),
    fc.constantFrom('own', 'foreign', 'x', '').map((tenant) => ({ 'x-tenant-id': tenant })),
    fc.constantFrom('gzip', 'br', 'x').map((coding) => ({ 'content-encoding': coding })),
    fc.constantFrom('x', '\u00e9', 'k'.repeat(255), 'k'.repeat(256), '', '\u00ff\u00fe').map(
      // 'x' again and again, with other bodies: the stored answer or 422.
      (key) => (method === 'POST' ? { 'idempotency-key': key } : { 'idempotency-key': 'unused' }),
    ),
  );
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant<Record<string, string>>({}) },
    { weight: 1, arbitrary: one as fc.Arbitrary<Record<string, string>> },
  );
}

const RAW = [
  ...['', ' ', '{', '}', '[]', '"x"', '1', 'true', 'null', 'undefined', "{'a':1}", '{"a":1,}'],
  ...['{"a":1}{"a":1}', '{"a":NaN}', '{"a":1e999}', '{"a":01}', '{"a":"\\ud800"}', '{"a":"\\x00"}'],
  ...['{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"admin":true}}}', '\ufeff{}'],
  ...['{"a":1,"a":2}', '{"":1}', '[[[[[[]]]]]]', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ...['{"a":'.repeat(100), '<xml/>', 'a=1&b=2', '\0', '{"\u0000":1}', '{"a":"\u0000"}', '/* */{}'],
];

function bodyOf({ body, source }: Operation): fc.Arbitrary<Body | null> {
  const raw = fc.record({
    kind: fc.constant('raw' as const),
    text: fc.oneof(fc.constantFrom(...RAW), anyText),
    encoding: fc.constantFrom('utf8' as const, 'utf16le' as const, 'latin1' as const),
  });
  if (!body) {
    const takesOther = source.requestBody !== undefined;
    return fc.oneof({ weight: takesOther ? 1 : 8, arbitrary: fc.constant(null) }, raw);
  }
  const { schema } = body;
  const changes = fc.array(changeOf(schema), { minLength: 1, maxLength: 3 });
  return fc.oneof<fc.MaybeWeightedArbitrary<Body>[]>(
    { weight: 3, arbitrary: fc.constant<Body>({ kind: 'good', changes: [] }) },
    { weight: 8, arbitrary: changes.map((list): Body => ({ kind: 'good', changes: list })) },
    { weight: 4, arbitrary: validValue(schema).map((value): Body => ({ kind: 'value', value })) },
    { weight: 1, arbitrary: anyValue.map((value): Body => ({ kind: 'value', value })) },
    { weight: 2, arbitrary: raw },
  );
}

function changeOf(schema: Schema): fc.Arbitrary<Change> {
  const fields = [...fieldsOf(schema)].map(([at, field]) =>
    fc.oneof(
      { weight: 4, arbitrary: validValue(field).map((value): Change => ({ at, value })) },
      { weight: 4, arbitrary: invalidValue(field).map((value): Change => ({ at, value })) },
      { weight: 1, arbitrary: fc.constant<Change>({ at }) },
    ),
  );
  const added = fc
    .tuple(
      fc.constantFrom('__proto__', 'constructor', 'id', 'tenantId', 'tenant_id', 'x'),
      anyValue,
    )
    .map(([name, value]): Change => ({ at: [name], value }));
  return fields.length > 0
    ? fc.oneof({ weight: 9, arbitrary: fc.oneof(...fields) }, { weight: 1, arbitrary: added })
    : added;
}

/** Every field below this schema, with its path; of an array the first element stands for all. */
function* fieldsOf(schema: Schema, at: string[] = []): Generator<[string[], Schema]> {
  for (const part of [schema, ...(schema.anyOf ?? []), ...(schema.allOf ?? [])]) {
    for (const [name, field] of Object.entries(part.properties ?? {})) {
      yield [[...at, name], field];
      yield* fieldsOf(field, [...at, name]);
    }
    if (part.items) yield* fieldsOf(part.items, [...at, '0']);
  }
}
