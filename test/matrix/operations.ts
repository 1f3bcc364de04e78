import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A JSON Schema, as far as our routes use it. */
export type Schema = {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: unknown;
  uniqueItems?: boolean;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  minProperties?: number;
};

type Parameter = { in: 'path' | 'query' | 'header'; name: string; schema: Schema };
type Body = { schema: Schema; example: unknown; required: boolean };

/** One operation of openapi.json. */
export type Operation = {
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** What it asks of a key, or of a role; null: it asks for a session, or for nothing. */
  scope: string | null;
  /** Whose session it asks for; null: it takes keys too, or asks for nothing. */
  session: 'signed-in' | 'viewer' | 'editor' | 'owner' | null;
  tags: string[];
  summary: string;
  /** The JSON body it takes; null when it takes none, or one of another type. */
  body: Body | null;
  query: Parameter[];
  pathParameters: string[];
  // biome-ignore lint/suspicious/noExplicitAny: the parts of the document that only one test looks at
  source: any;
};

export const DOCUMENT = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../openapi.json'), 'utf8'),
);
export const OPERATIONS = readOperations();
/** Those that an API key may call. */
export const SCOPED = OPERATIONS.filter(({ scope }) => scope !== null);
/** Those that need the session of a user. */
export const SESSIONED = OPERATIONS.filter(({ session }) => session !== null);

function readOperations(): Operation[] {
  const found: Operation[] = [];
  for (const [path, methods] of Object.entries(DOCUMENT.paths as object)) {
    for (const [method, source] of Object.entries(methods)) {
      found.push(readOperation(path, method.toUpperCase() as Operation['method'], source));
    }
  }
  return found;
}

// biome-ignore lint/suspicious/noExplicitAny: a piece of JSON that this function gives its type
function readOperation(path: string, method: Operation['method'], source: any): Operation {
  const parameters: Parameter[] = source.parameters ?? [];
  const json = source.requestBody?.content?.['application/json'];
  return {
    ...{ id: source.operationId, method, path, source },
    scope: source['x-scope'] ?? null,
    session: source['x-session'] ?? null,
    tags: source.tags ?? [],
    summary: source.summary ?? '',
    body: json ? { ...json, required: source.requestBody.required ?? false } : null,
    query: parameters.filter((parameter) => parameter.in === 'query'),
    pathParameters: parameters.filter((p) => p.in === 'path').map((p) => p.name),
  };
}

/** What a reference of the document stands for, or the value itself. */
// biome-ignore lint/suspicious/noExplicitAny: any piece of the document
export function resolve(piece: any): any {
  if (typeof piece?.$ref !== 'string') return piece;
  const steps: string[] = piece.$ref.replace(/^#\//, '').split('/');
  return steps.reduce((part, step) => part?.[step], DOCUMENT);
}

/** The reply that the document has for this status; undefined when it has none. */
export function documentedReply({ source }: Operation, status: number) {
  return resolve(source.responses[status]);
}

/** The status of the operation's good answer. */
export function goodStatus({ source }: Operation): number {
  return Number(Object.keys(source.responses).find((status) => status.startsWith('2')));
}

/** Sessions have none: their answers hold tokens, which are not to be kept. */
export function takesIdempotencyKey({ method, source }: Operation): boolean {
  const parameters: { name: string }[] = source.parameters ?? [];
  return method === 'POST' && parameters.some(({ name }) => name === 'Idempotency-Key');
}

/** The path with these values in it, percent-encoded. */
export function urlWith({ path }: Operation, values: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name]!));
}
