import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';

const open = { config: { public: true }, schema: { hide: true } };

/** `/openapi.json` (and the hosted product's `/docs-json`), `/docs`, `/metrics`. */
export function referenceRoutes() {
  return async (app: FastifyInstance): Promise<void> => {
    app.get('/openapi.json', open, async () => app.swagger());
    app.get('/docs-json', open, async () => app.swagger());
    const registry = new Registry();
    collectDefaultMetrics({ register: registry, prefix: 'pressrun_' });
    app.get('/metrics', open, async (_request, reply) =>
      reply.type(registry.contentType).send(await registry.metrics()),
    );
    await app.register(documentation);
  };
}

async function documentation(app: FastifyInstance): Promise<void> {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, public: true };
    route.schema = { ...route.schema, hide: true };
  });
  // The viewer brings its own script and styles; it shows our document only and holds no session.
  app.addHook('onSend', async (_request, reply) => {
    reply.header(
      'content-security-policy',
      "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; " +
        "img-src 'self' data: https:; font-src 'self' data: https:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'",
    );
  });
  await app.register(scalar, { routePrefix: '/docs', configuration: { url: '/openapi.json' } });
}
