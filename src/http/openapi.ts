import swagger from '@fastify/swagger';
import type { FastifyContextConfig, FastifyInstance } from 'fastify';
import { refusalComponents, refusalReference, refusalsOf } from './documented-refusals.ts';
import { type ExampleSchema, exampleOf } from './example.ts';
import { leastRole } from './role.ts';

const DESCRIPTION =
  'Newsletter campaigns over HTTP. Wire-compatible with MailingCore; each operation names the API ' +
  'key scope it needs. All errors have one document, `Problem`.';

/** Collects openapi.json (OpenAPI 3.1) from the routes as they are registered. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Pressrun',
        version,
        description: DESCRIPTION,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'mc_live_… or mc_test_…' },
          session: {
            ...{ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
            description: 'The access token of a user who signed in (POST /auth/login)',
          },
        },
      },
    },
    refResolver: {
      buildLocalReference: (json, _baseUri, _fragment, index) =>
        typeof json.$id === 'string' ? json.$id : `schema-${index}`,
    },
    transform: ({ schema, url, route }) => ({ schema: describeRoute(schema, route), url }),
    transformObject: (made) =>
      'openapiObject' in made ? finish(made.openapiObject) : made.swaggerObject,
  });
}

const PROBLEM = {
  content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
};
const SUCCESS: Record<string, string> = { 200: 'Done', 201: 'Created', 202: 'Accepted' };

// biome-ignore lint/suspicious/noExplicitAny: the plugin's own type for a schema is any
function describeRoute(schema: any, route: any): any {
  if (schema?.hide) return schema;
  const config = route.config ?? {};
  const documented = { ...schema, ...accessOf(config), response: { ...schema?.response } };
  documented.headers = headersOf(route.method, config);
  documented.description = [schema?.description, accessWords(config)].filter(Boolean).join('\n\n');
  for (const [status, reply] of Object.entries(documented.response)) {
    documented.response[status] = describeReply(status, reply as ExampleSchema);
  }
  for (const [status, description] of refusalsOf(route.method, route.url)) {
    documented.response[status] ??= { description, ...PROBLEM };
  }
  return documented;
}

/** What a reader and the tests go by: `x-scope` for keys and sessions, `x-session` for sessions. */
function accessOf({ scope, role, session }: FastifyContextConfig) {
  if (scope) return { security: [{ apiKey: [] }, { session: [] }], 'x-scope': scope };
  if (session === 'optional') return { security: [{}, { session: [] }] };
  if (!role && !session) return { security: [] };
  return { security: [{ session: [] }], 'x-session': role ?? 'signed-in' };
}

function accessWords({ scope, role, session }: FastifyContextConfig): string {
  if (scope) return `Scope: \`${scope}\`; a session needs the role ${leastRole(scope)}.`;
  if (role)
    return `Session of a member with the role ${role}${role === 'owner' ? '' : ' or more'}.`;
  if (session === 'optional') return 'Session of any user, or no credential.';
  return session ? 'Session of any user.' : 'Needs no credential.';
}

function describeReply(status: string, schema: ExampleSchema) {
  if ('content' in schema) return schema;
  const content = { 'application/json': { schema: withExample(schema) } };
  return { description: SUCCESS[status] ?? 'Success', content };
}

// The plugin moves `examples` of a whole body to where OpenAPI has them.
function withExample(schema: ExampleSchema): ExampleSchema {
  return { ...schema, examples: [exampleOf(schema)] };
}

function headersOf(
  method: string | string[],
  { scope, role, tenantInPath }: FastifyContextConfig,
): object | undefined {
  if (!scope && !role) return undefined;
  const tenant = {
    type: 'string',
    description: tenantInPath
      ? 'May be missing; when sent it must be the tenant of the path'
      : "With a key it may be missing, else it must be the key's own tenant; with a session it is " +
        'a tenant of the user, and may be missing where there is just one',
  };
  const key = {
    ...{ type: 'string', minLength: 1, maxLength: 255 },
    description: 'Same key and body: the stored answer, for 24 hours',
  };
  const properties = { 'X-Tenant-Id': tenant };
  const isPost = [method].flat().includes('POST');
  return {
    type: 'object',
    properties: isPost ? { ...properties, 'Idempotency-Key': key } : properties,
  };
}

type Parameter = { in?: string; required?: boolean; schema?: { default?: unknown } };

type Operation = {
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: {
    required?: boolean;
    content?: Record<string, { schema: ExampleSchema; example?: unknown }>;
  };
  responses?: Record<string, { description?: string } | { $ref: string }>;
};

function finish<T extends { paths?: object; components?: object }>(document: Partial<T>): T {
  const paths: Record<string, Operation>[] = Object.values(document.paths ?? {});
  const operations = paths.flatMap((path) => Object.values(path));
  for (const operation of operations) {
    describeBody(operation);
    describeQuery(operation);
    shareRefusals(operation);
  }
  const components = { ...document.components, responses: refusalComponents() };
  const tags = [...new Set(operations.flatMap((operation) => operation.tags ?? []))];
  return { ...(document as T), components, tags: tags.sort().map((name) => ({ name })) };
}

/** What all operations refuse alike is written down once. */
function shareRefusals({ responses = {} }: Operation): void {
  for (const [status, reply] of Object.entries(responses)) {
    if (!('description' in reply)) continue;
    responses[status] = refusalReference(status, reply.description ?? '') ?? reply;
  }
}

/** A whole example of the body; and it may be missing where null would do. */
function describeBody({ requestBody }: Operation): void {
  const content = requestBody?.content?.['application/json'];
  if (!requestBody || !content) return;
  requestBody.required = !acceptsNull(content.schema);
  content.example ??= exampleOf(content.schema);
}

/** What has a default may be missing; the schema calls it required because handlers always have it. */
function describeQuery({ parameters = [] }: Operation): void {
  for (const parameter of parameters) {
    if (parameter.schema?.default !== undefined) parameter.required = false;
  }
}

function acceptsNull({ anyOf = [] }: ExampleSchema): boolean {
  return anyOf.some((part) => part.type === 'null');
}
