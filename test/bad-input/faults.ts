import type { Operation, Schema } from '../matrix/operations.ts';

/** A body that must be refused. `field`: the answer has to name it. */
export type BodyFault = { name: string; text: string; field?: string };
/** A query string that must be refused. */
export type QueryFault = { name: string; query: string };

const CANDIDATES: unknown[] = [42, 1.5, 'text', true, ['x', 1], { x: 1 }, null];
const LONE_SURROGATE = '\\ud800';

/** Everything that can be wrong with a body of this schema, told apart from a good body. */
export function bodyFaults(operation: Operation, good: unknown): BodyFault[] {
  if (!operation.body) return [];
  const { schema, required } = operation.body;
  const object = objectOf(schema);
  const faults: BodyFault[] = [
    ...MALFORMED,
    ...['42', '"text"', '[]', 'true'].map((text) => ({ name: `body is ${text}`, text })),
    ...(required
      ? [
          { name: 'no body', text: '' },
          { name: 'body is null', text: 'null' },
        ]
      : []),
    ...fieldFaults(object, good ?? {}, []),
  ];
  return faults;
}

const MALFORMED: BodyFault[] = [
  { name: 'half a body', text: '{"a":' },
  { name: 'two bodies', text: '{}{}' },
  { name: 'trailing comma', text: '{"a":1,}' },
  { name: 'not JSON', text: 'name=x' },
  { name: 'NaN', text: '{"a":NaN}' },
  { name: 'nested 100,000 deep', text: `${'['.repeat(1e5)}${']'.repeat(1e5)}` },
  { name: '__proto__', text: '{"__proto__":{"x":1}}' },
  { name: 'constructor.prototype', text: '{"constructor":{"prototype":{"x":1}}}' },
  { name: 'NUL in a field name', text: '{"a\\u0000b":1}' },
  { name: 'unknown field', text: '{"noSuchField":1}', field: 'noSuchField' },
];

function fieldFaults(schema: Schema, good: unknown, path: string[]): BodyFault[] {
  const faults: BodyFault[] = [];
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const at = [...path, name];
    for (const [what, value] of wrongValues(property)) {
      faults.push({
        name: `${at.join('.')}: ${what}`,
        text: JSON.stringify(withValue(good, at, value)).replaceAll(SURROGATE_MARK, LONE_SURROGATE),
        field: at.join('.'),
      });
    }
    const inner = objectOf(property);
    if (inner.properties && Object.keys(inner.properties).length > 0) {
      faults.push(...fieldFaults(inner, good, at));
      if (inner.additionalProperties === false) {
        const text = JSON.stringify(withValue(good, [...at, 'noSuchField'], 1));
        faults.push({ name: `${at.join('.')}: unknown field`, text, field: at.join('.') });
      }
    }
  }
  for (const name of schema.required ?? []) {
    const at = [...path, name];
    const text = JSON.stringify(withValue(good, at, undefined));
    faults.push({ name: `${at.join('.')}: missing`, text, field: at.join('.') });
  }
  return faults;
}

// Stands for half a surrogate pair, which JSON.stringify would write as an escape in any case.
const SURROGATE_MARK = '@@lone-surrogate@@';

/** Values that this field doesn't take, each with its name. */
function wrongValues(schema: Schema): [string, unknown][] {
  const wrong: [string, unknown][] = CANDIDATES.filter((value) => !mayBe(schema, value)).map(
    (value) => [`is ${JSON.stringify(value)}`, value],
  );
  for (const part of [schema, ...(schema.anyOf ?? [])]) {
    const { maxLength, minLength, maxItems, minItems } = part;
    if (maxLength !== undefined) wrong.push(['too long', 'x'.repeat(maxLength + 1)]);
    if (minLength) wrong.push(['too short', 'x'.repeat(minLength - 1)]);
    if (maxItems !== undefined) wrong.push(['too many', Array(maxItems + 1).fill(oneItem(part))]);
    if (minItems) wrong.push(['too few', Array(minItems - 1).fill(oneItem(part))]);
    if (part.minimum !== undefined) wrong.push(['too small', part.minimum - 1]);
    if (part.maximum !== undefined) wrong.push(['too large', part.maximum + 1]);
  }
  if (mayBeText(schema)) {
    wrong.push(['NUL', 'a\0b'], ['lone surrogate', SURROGATE_MARK]);
  }
  return wrong;
}

function oneItem({ items }: Schema): unknown {
  if (!items || items.anyOf) return {};
  return items.type === 'string' ? 'x@example.com' : {};
}

function mayBeText(schema: Schema): boolean {
  return mayBe(schema, 'text') || [schema.type].flat().includes('string') || Boolean(schema.enum);
}

/** Whether the schema lets a value of this kind in, by its type alone. */
function mayBe(schema: Schema, value: unknown): boolean {
  if (schema.anyOf) return schema.anyOf.some((part) => mayBe(part, value));
  if (schema.enum) return schema.enum.includes(value);
  if (schema.type === undefined) return true;
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return [schema.type].flat().some((type) => {
    if (type === 'integer') return Number.isInteger(value);
    // The elements are another matter: the list itself is what is looked at, so a list of wrong ones is wrong.
    if (type === 'array') return kind === 'array' && mayBeEach(schema.items, value as unknown[]);
    return type === kind;
  });
}

function mayBeEach(items: Schema | undefined, values: unknown[]): boolean {
  return !items || values.every((value) => mayBe(items, value));
}

function objectOf(schema: Schema): Schema {
  return schema.anyOf?.find((part) => part.type === 'object') ?? schema;
}

function withValue(good: unknown, [name, ...rest]: string[], value: unknown): unknown {
  const copy: Record<string, unknown> = { ...(good as object) };
  const own = name as string;
  copy[own] = rest.length > 0 ? withValue(copy[own] ?? {}, rest, value) : value;
  return copy;
}

/** Everything that can be wrong with the query string of this operation. */
export function queryFaults({ query }: Operation): QueryFault[] {
  if (query.length === 0) return [];
  const faults: [string, string, string][] = [['unknown parameter', 'noSuchParameter', '1']];
  for (const { name, schema } of query) {
    const type = [schema.type].flat()[0];
    if (type === 'integer') {
      for (const text of ['abc', '1.5', '', '-1', '1e999', '9'.repeat(30)]) {
        faults.push([`${name}=${text}`, name, text]);
      }
    }
    if (type === 'boolean') faults.push([`${name}=maybe`, name, 'maybe']);
    if (schema.enum) faults.push([`${name}=other`, name, 'other']);
    if (schema.format === 'date-time') faults.push([`${name}=soon`, name, 'soon']);
    if (schema.minimum !== undefined)
      faults.push([`${name} too small`, name, `${schema.minimum - 1}`]);
    if (schema.maximum !== undefined)
      faults.push([`${name} too large`, name, `${schema.maximum + 1}`]);
    if (schema.maxLength !== undefined)
      faults.push([`${name} too long`, name, 'x'.repeat(schema.maxLength + 1)]);
    if (name === 'cursor') {
      for (const text of ['garbage', 'e30', 'W10', 'bnVsbA', '0'.repeat(200)])
        faults.push([`cursor ${text}`, name, text]);
    }
    faults.push([`${name} with NUL`, name, 'a\0']);
  }
  return [
    ...faults.map(([name, key, value]) => ({ name, query: `${key}=${encodeURIComponent(value)}` })),
    ...query.map(({ name }) => ({ name: `${name} twice`, query: `${name}=1&${name}=2` })),
  ];
}
