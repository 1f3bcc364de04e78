import { expect, test } from 'vitest';
import { type Document, describeClient } from '../../scripts/describe-client.ts';
import { typeOf } from '../../scripts/schema-types.ts';

const type = (schema: Record<string, unknown>) => typeOf(schema, new Map(), '');

test('schemas become types; limits and examples say nothing about them', () => {
  expect(type({ type: 'string', maxLength: 3, examples: ['a'] })).toBe('string');
  expect(type({ type: ['string', 'null'], format: 'date-time' })).toBe('string | null');
  expect(type({ anyOf: [{ type: 'integer' }, { type: 'number' }, { type: 'null' }] })).toBe(
    'number | null',
  );
  expect(type({ enum: ['a', null, 2] })).toBe('"a" | null | 2');
  expect(type({ const: true })).toBe('true');
  expect(type({ type: 'array', items: { anyOf: [{}, { type: 'string' }] } })).toBe(
    'Array<unknown>',
  );
  expect(type({ allOf: [{ type: 'string' }, { type: 'number' }] })).toBe('string & number');
  expect(type({ type: 'object', additionalProperties: { type: 'number' } })).toBe(
    'Record<string, number>',
  );
  expect(type({ type: 'object', properties: {}, additionalProperties: false })).toBe(
    'Record<string, never>',
  );
  const properties = { id: { type: 'string', description: 'the */ id' }, n: { type: 'number' } };
  expect(type({ type: 'object', required: ['id'], properties })).toBe(
    '{\n  /** the * / id */\n  id: string;\n  n?: number;\n}',
  );
});

test('a keyword without a type is refused, not passed over', () => {
  expect(() => type({ type: 'object', patternProperties: {} })).toThrow('patternProperties');
  expect(() => type({ properties: { a: { not: {} } }, type: 'object' })).toThrow('not');
});

test('what has a default may be left out, and a reply stands there once', () => {
  const reply = { content: { 'application/json': { schema: { type: 'string' } } } };
  const operation = (operationId: string) => ({
    ...{ operationId, summary: 'Words', responses: { 200: reply, 400: {} } },
    security: [{ apiKey: [] }, { session: [] }],
    parameters: [
      {
        name: 'limit',
        in: 'query' as const,
        required: true,
        schema: { type: 'integer', default: 20 },
      },
      {
        name: 'Idempotency-Key',
        in: 'header' as const,
        required: false,
        schema: { type: 'string' },
      },
    ],
  });
  const forPeople = { ...operation('c'), security: [{ session: [] }] };
  const paths = { '/a': { get: operation('b'), post: operation('a'), put: forPeople } };
  const document: Document = { paths };
  const text = describeClient(document);
  expect(text).toContain('      query?: {\n        limit?: number;\n      };');
  expect(text).toContain("    reply: Operations['a']['reply'];");
  // For people who are signed in, not for programs.
  expect(text).not.toContain('  c: {');
  expect(text).toContain("  a: { method: 'POST', path: '/a', keyed: true },");
});
