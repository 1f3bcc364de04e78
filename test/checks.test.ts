import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { beforeAll, expect, inject, test } from 'vitest';
import { driftedFiles, generatedFiles, ROOT } from '../scripts/generated-files.ts';
import { gapsOf } from './matrix/document-gaps.ts';
import { OPERATIONS } from './matrix/operations.ts';
import { copyDatabase } from './support/database.ts';

// Format, lint, types and generated files, as tests: so that they count.

async function run(
  script: string,
  args: string[],
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1' },
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, output: `${out}${err}` };
}

test('format and lint: biome ci says nothing', async () => {
  const { code, output } = await run('node_modules/@biomejs/biome/bin/biome', [
    ...['ci', '--error-on-warnings', '--colors=off', '.'],
  ]);
  expect(code, output.slice(0, 5_000)).toBe(0);
});

test.each([['.'], ['sdk'], ['web']])(
  'types: tsc says nothing of %s',
  { timeout: 120_000 },
  async (project) => {
    expect(await run('node_modules/typescript/bin/tsc', ['--noEmit', '-p', project])).toEqual({
      code: 0,
      output: '',
    });
  },
);

let files: Map<string, string>;

beforeAll(async () => {
  files = await generatedFiles(await copyDatabase(inject('serverUrl')));
});

test.each([
  ...['schema.sql', 'src/db/schema.ts', 'openapi.json'],
  ...['sdk/src/operations.ts', 'web/src/operations.ts'],
])('%s is what "npm run generate" writes', async (path) => {
  expect(await driftedFiles(new Map([[path, files.get(path)!]]))).toEqual([]);
});

test('openapi.json: every operation has a name of its own, a summary and a tag', () => {
  for (const { id, method, path, summary, tags } of OPERATIONS) {
    expect([method, path, id]).toEqual([method, path, expect.stringMatching(/^[a-z][a-zA-Z]+$/)]);
    expect([id, summary]).toEqual([id, expect.stringMatching(/^[A-Z].{3,}/)]);
    expect([id, tags]).toEqual([id, [expect.stringMatching(/^[A-Z]/)]]);
  }
  const ids = OPERATIONS.map((operation) => operation.id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test('openapi.json: every route says who may ask, and shows what it takes and answers', () => {
  const faults = OPERATIONS.flatMap((operation) =>
    gapsOf(operation, documentValidator()).map(
      (gap) => `${operation.method} ${operation.path}: ${gap}`,
    ),
  );
  expect(faults).toEqual([]);
});

test('openapi.json is an OpenAPI 3.1 document', () => {
  const document = JSON.parse(files.get('openapi.json')!);
  const ajv = documentValidator();
  expect([ajv.validate(SHAPE, document), ajv.errorsText()]).toEqual([true, 'No errors']);
  for (const reference of referencesIn(document)) {
    expect([reference, resolve(document, reference)]).toEqual([reference, expect.any(Object)]);
  }
  for (const { path, pathParameters } of OPERATIONS) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect([path, pathParameters.sort()]).toEqual([path, named.sort()]);
  }
});

test('openapi.json: every schema is JSON Schema 2020-12', () => {
  const ajv = documentValidator();
  for (const { id, source } of OPERATIONS) {
    for (const schema of schemasIn(source)) {
      expect([id, ajv.validateSchema(schema), ajv.errorsText()]).toEqual([id, true, 'No errors']);
    }
  }
});

function documentValidator() {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv, ['date-time', 'uuid', 'uri']);
  return ajv;
}

function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (value === null || typeof value !== 'object') return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const part of Object.values(value)) yield* objectsIn(part);
}

function referencesIn(document: unknown): string[] {
  const found = [...objectsIn(document)].map((object) => object.$ref);
  return [...new Set(found.filter((ref) => typeof ref === 'string'))];
}

function resolve(document: unknown, reference: string): unknown {
  const steps = reference.replace(/^#\//, '').split('/');
  return steps.reduce((part, step) => (part as Record<string, unknown>)?.[step], document);
}

function schemasIn(operation: unknown): object[] {
  return [...objectsIn(operation)]
    .map((object) => object.schema)
    .filter(
      (schema) => typeof schema === 'object' && schema !== null && !('$ref' in schema),
    ) as object[];
}

// The parts of the OpenAPI 3.1.0 specification (sections 4.8.1 to 4.8.17) that our document uses;
// what it doesn't use is refused, so that a new part is looked at.
const words = { type: 'string', minLength: 1 };
const content = {
  type: 'object',
  minProperties: 1,
  additionalProperties: {
    type: 'object',
    required: ['schema'],
    properties: { schema: { type: 'object' }, example: true, examples: { type: 'object' } },
    additionalProperties: false,
  },
};
const parameter = {
  type: 'object',
  required: ['name', 'in', 'required', 'schema'],
  properties: {
    name: words,
    in: { enum: ['path', 'query', 'header'] },
    required: { type: 'boolean' },
    description: { type: 'string' },
    schema: { type: 'object' },
    example: true,
    examples: { type: 'object' },
  },
  if: { properties: { in: { const: 'path' } } },
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
  then: { properties: { required: { const: true } } },
  additionalProperties: false,
};
const reply = {
  type: 'object',
  required: ['description', 'content'],
  properties: { description: words, content },
  additionalProperties: false,
};
const referred = {
  type: 'object',
  required: ['$ref'],
  properties: { $ref: words },
  additionalProperties: false,
};
const operation = {
  type: 'object',
  required: ['operationId', 'summary', 'tags', 'responses', 'security'],
  properties: {
    ...{ operationId: words, summary: words, description: words },
    ...{ 'x-scope': words, 'x-session': words },
    tags: { type: 'array', items: words },
    parameters: { type: 'array', items: parameter },
    requestBody: {
      type: 'object',
      required: ['content'],
      properties: { content, required: { type: 'boolean' }, description: words },
      additionalProperties: false,
    },
    responses: {
      type: 'object',
      patternProperties: { '^[1-5]\\d\\d$': { anyOf: [reply, referred] } },
      additionalProperties: false,
    },
    security: { type: 'array', items: { type: 'object' } },
  },
  additionalProperties: false,
};
const SHAPE = {
  type: 'object',
  required: ['openapi', 'info', 'paths'],
  properties: {
    openapi: { type: 'string', pattern: '^3\\.1\\.\\d+$' },
    info: {
      type: 'object',
      required: ['title', 'version'],
      properties: {
        ...{ title: words, version: words, description: words },
        license: {
          type: 'object',
          required: ['name'],
          properties: { name: words, identifier: words },
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    },
    servers: { type: 'array', items: { type: 'object', required: ['url'] } },
    tags: { type: 'array', items: { type: 'object', required: ['name'] } },
    components: {
      type: 'object',
      properties: {
        schemas: { type: 'object', additionalProperties: { type: 'object' } },
        responses: { type: 'object', additionalProperties: reply },
        securitySchemes: { type: 'object', additionalProperties: { required: ['type'] } },
      },
      additionalProperties: false,
    },
    paths: {
      type: 'object',
      patternProperties: {
        '^/': {
          type: 'object',
          patternProperties: { '^(get|put|post|patch|delete)$': operation },
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
};
