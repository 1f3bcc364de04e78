import { schemaKey, typeOf } from './schema-types.ts';

// The client's types, made from openapi.json. Ours, because the kept generators (openapi-typescript 7,
// hey-api) are built on the compiler API that TypeScript 7 doesn't have (docs/decisions/0001).

type Schema = Record<string, unknown>;
type Content = Record<string, { schema: Schema }>;
type Parameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: Schema;
};
type Operation = {
  operationId: string;
  summary: string;
  parameters?: Parameter[];
  security: Record<string, unknown>[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { content?: Content }>;
};
type Entry = { method: string; path: string; operation: Operation };
export type Document = { paths: Record<string, Record<string, Operation>> };

const MADE = '// Made from openapi.json by `npm run generate`. Do not edit.\n';
const CONTENT = 'what it takes (`input`) and answers (`reply`). */';

/** sdk/src/operations.ts: the types and the paths of what programs may ask for, by operationId. */
export function describeClient(document: Document): string {
  const head = `${MADE}\n/** Every operation that an API key may ask for: ${CONTENT}`;
  return describeOperations(document, head, isForKeys);
}

/** web/src/operations.ts: the others, for people who are signed in. */
export function describeDashboard(document: Document): string {
  const head = `${MADE}\n/** Every operation that takes a person: ${CONTENT}`;
  return describeOperations(document, head, (operation) => !isForKeys(operation));
}

function describeOperations(
  document: Document,
  head: string,
  isWanted: (operation: Operation) => boolean,
): string {
  const entries = Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
    )
    .filter(({ operation }) => isWanted(operation))
    .sort((a, b) => (a.operation.operationId < b.operation.operationId ? -1 : 1));
  const named = namedSchemas(entries);
  const types = entries.map((entry) => operationType(entry, named));
  return [
    ...[head, 'export interface Operations {', ...types, '}', ''],
    '/** Where each operation is. `keyed`: it takes an Idempotency-Key. */',
    'export const ROUTES = {',
    ...entries.map(routeLine),
    '} as const;',
    '',
  ].join('\n');
}

export function isForKeys({ security }: Operation): boolean {
  return security.some((way) => 'apiKey' in way);
}

/** A reply that another operation's reply repeats, whole or in its parts, is written out once. */
function namedSchemas(entries: Entry[]): Map<string, string> {
  const named = new Map<string, string>();
  for (const { operation } of entries) {
    const schema = replySchema(operation);
    const key = schema && schemaKey(schema);
    if (key && !named.has(key)) named.set(key, `Operations['${operation.operationId}']['reply']`);
  }
  return named;
}

function operationType({ operation }: Entry, named: Map<string, string>): string {
  const { operationId, summary } = operation;
  const own = `Operations['${operationId}']['reply']`;
  const schema = replySchema(operation);
  const others = new Map([...named].filter(([, name]) => name !== own));
  return [
    `  /** ${summary} */`,
    `  ${operationId}: {`,
    `    input: ${inputType(operation, named)};`,
    `    reply: ${schema ? typeOf(schema, others, '    ') : 'string'};`,
    '  };',
  ].join('\n');
}

function inputType(operation: Operation, named: Map<string, string>): string {
  const parts = [
    parameters(operation, 'path'),
    parameters(operation, 'query'),
    bodyType(operation, named),
  ].flatMap((part) => (part ? [`      ${part};`] : []));
  return parts.length === 0 ? '{}' : `{\n${parts.join('\n')}\n    }`;
}

function parameters({ parameters = [] }: Operation, place: 'path' | 'query'): string | null {
  const ours = parameters.filter((parameter) => parameter.in === place);
  if (ours.length === 0) return null;
  const schema = {
    type: 'object',
    required: ours.filter(isNeeded).map((one) => one.name),
    properties: Object.fromEntries(
      ours.map(({ name, schema, description }) => [name, { ...schema, description }]),
    ),
  };
  const needed = schema.required.length > 0 ? '' : '?';
  return `${place}${needed}: ${typeOf(schema, new Map(), '      ')}`;
}

/** What has a default may be left out, whatever `required` says: the server fills it in. */
function isNeeded({ required, schema }: Parameter): boolean {
  return required && !('default' in schema);
}

function bodyType({ requestBody }: Operation, named: Map<string, string>): string | null {
  if (!requestBody) return null;
  const types = Object.values(requestBody.content).map(({ schema }) =>
    typeOf(schema, named, '      '),
  );
  return `body${requestBody.required ? '' : '?'}: ${types.join(' | ')}`;
}

/** The schema of the success; null when that isn't JSON. */
function replySchema({ responses }: Operation): Schema | null {
  const [, success] = Object.entries(responses).find(([status]) => status.startsWith('2'))!;
  return success.content?.['application/json']?.schema ?? null;
}

function routeLine({ method, path, operation }: Entry): string {
  const keyed = operation.parameters?.some(({ name }) => name === 'Idempotency-Key') ?? false;
  return `  ${operation.operationId}: { method: '${method.toUpperCase()}', path: '${path}', keyed: ${keyed} },`;
}
