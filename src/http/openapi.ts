import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';

/** Collects openapi.json (OpenAPI 3.1) from the routes as they are registered. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Pressrun',
        version,
        description:
          'Newsletter campaigns over HTTP. Wire-compatible with MailingCore; each operation names the API key scope it needs.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'mc_live_… or mc_test_…' },
        },
      },
    },
    refResolver: {
      buildLocalReference: (json, _baseUri, _fragment, index) =>
        typeof json.$id === 'string' ? json.$id : `schema-${index}`,
    },
    transform: ({ schema, url, route }) => ({ schema: describeRoute(schema, route), url }),
  });
}

const PROBLEM = {
  content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
};
const BODY_METHODS = new Set(['POST', 'PUT', 'PATCH']);

// biome-ignore lint/suspicious/noExplicitAny: the plugin's own type for a schema is any
function describeRoute(schema: any, route: any): any {
  const config = route.config ?? {};
  if (!config.scope) return schema;
  const documented = { ...schema, security: [{ apiKey: [] }], response: { ...schema?.response } };
  documented.description = [schema?.description, `Scope: \`${config.scope}\`.`]
    .filter(Boolean)
    .join('\n\n');
  for (const [status, description] of refusals(route.method)) {
    documented.response[status] ??= { description, ...PROBLEM };
  }
  return documented;
}

function refusals(method: string | string[]): [number, string][] {
  const always: [number, string][] = [
    [400, 'A field, query or header is not valid'],
    [401, 'No, unknown or revoked API key'],
    [403, 'The key lacks the scope, or X-Tenant-Id names another tenant'],
    [404, 'Not there, or not yours'],
    [429, 'Rate limit or quota'],
    [503, 'The database can not be reached; see Retry-After'],
  ];
  const writes: [number, string][] = [
    [409, 'Duplicate or wrong state'],
    [413, 'The body is over 5 MB'],
    [415, 'The body is not JSON'],
    [422, 'Business rule, or Idempotency-Key reused with another request'],
  ];
  return [method].flat().some((m) => BODY_METHODS.has(m)) ? [...always, ...writes] : always;
}
