import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CampaignState, World } from './world.ts';

/** A JSON Schema, as far as our routes use it. */
export type Schema = {
  type?: string | string[];
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: unknown;
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
type Content = { 'application/json': { schema: Schema; example: unknown } };

/** One operation of openapi.json. */
export type Operation = {
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  scope: string;
  tags: string[];
  summary: string;
  body: { schema: Schema; example: unknown; required: boolean } | null;
  query: Parameter[];
  pathParameters: string[];
  // biome-ignore lint/suspicious/noExplicitAny: the parts of the document that only one test looks at
  source: any;
};

export const DOCUMENT = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../openapi.json'), 'utf8'),
);
export const OPERATIONS = readOperations();

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
  const content = source.requestBody?.content as Content | undefined;
  return {
    ...{ id: source.operationId, method, path, source },
    scope: source['x-scope'],
    tags: source.tags ?? [],
    summary: source.summary ?? '',
    body: content
      ? { ...content['application/json'], required: source.requestBody.required }
      : null,
    query: parameters.filter((parameter) => parameter.in === 'query'),
    pathParameters: parameters.filter((p) => p.in === 'path').map((p) => p.name),
  };
}

export type Request = { method: Operation['method']; url: string; body?: unknown };

/** A request of this operation that is right in every way, about what this tenant has. */
export function goodRequest(operation: Operation, world: World): Request {
  const parameters = pathValues(operation, world);
  const body = goodBody(operation, world);
  return {
    method: operation.method,
    url: urlWith(operation, parameters),
    ...(body === undefined || body === null ? {} : { body }),
  };
}

/** The state that the campaign has to be in for this operation to be right. */
export function campaignStateFor({ id }: Operation): CampaignState {
  return STATE_FOR[id] ?? 'DRAFT';
}

const STATE_FOR: Record<string, CampaignState> = {
  pauseCampaign: 'SENDING',
  resumeCampaign: 'PAUSED',
  retryFailed: 'SENDING',
  resolveUnknown: 'SENDING',
  // The stream of a campaign that goes on would not end.
  streamProgress: 'CANCELLED',
};

/** The ids in the path, by the names of the path's parameters. */
export function pathValues({ id, path }: Operation, world: World): Record<string, string> {
  const noun = path.split('/')[1];
  if (noun === 'contacts') return { id: world.contactId };
  if (noun === 'campaigns') return { id: world.campaignId };
  if (noun === 'webhooks') return { id: world.endpointId };
  if (noun === 'suppressions') return { email: world.suppressed };
  if (noun === 'templates')
    return id === 'unpublishTemplateVersion' ? world.published : world.draft;
  throw new Error(`the test does not know what ${path} is about`);
}

export function urlWith({ path }: Operation, values: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name]!));
}

// The document's example, about things that exist.
function goodBody({ id, body }: Operation, world: World): unknown {
  if (!body || body.example === null || typeof body.example !== 'object') return body?.example;
  const good: Record<string, unknown> = structuredClone(body.example) as never;
  if ('templateVersionId' in good) good.templateVersionId = world.published.versionId;
  if ('contactId' in good) good.contactId = world.contactId;
  if ('localeGroupId' in good) good.localeGroupId = null;
  if (id === 'upsertContact') good.externalId = 'somebody-new';
  return good;
}
