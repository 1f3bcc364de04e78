import { existsSync } from 'node:fs';
import { join } from 'node:path';
import files from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { PREVIEW_CSP, PREVIEW_PAGE } from './preview-frame.ts';

/** What `npm run build` makes of web/. */
const BUILT = join(import.meta.dirname, '../../web/dist');

/**
 * The built page has one script of its own and takes no other; its library sets styles from it. Mails
 * are shown in a frame with a policy of its own (preview-frame.ts).
 */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const NOT_BUILT =
  'The dashboard is not built here. Run "npm ci" with its scripts, or "npm run build", and start again.\n';

/**
 * The dashboard at `/app`: every address below it is the same page, which finds its way itself; files
 * carry a hash of their content in the name, so browsers may keep them. It talks to the public API only.
 */
export function dashboardRoutes(dir = BUILT) {
  return async (app: FastifyInstance): Promise<void> => {
    app.addHook('onRoute', (route) => {
      route.config = { ...route.config, public: true };
      route.schema = { ...route.schema, hide: true };
    });
    if (!existsSync(join(dir, 'index.html'))) {
      for (const url of ['/app', '/app/*']) {
        app.get(url, async (_request, reply) => reply.code(503).type('text/plain').send(NOT_BUILT));
      }
      return;
    }
    app.addHook('onSend', async (_request, reply) => {
      reply.header('content-security-policy', CSP);
    });
    const assets = { root: join(dir, 'assets'), prefix: '/app/assets/' };
    await app.register(files, {
      ...{ ...assets, maxAge: '365d', immutable: true, index: false, preCompressed: true },
    });
    await app.register(async (frames) => {
      frames.addHook('onSend', async (_request, reply) => {
        reply.header('content-security-policy', PREVIEW_CSP);
      });
      frames.get('/app/preview-frame', async (_request, reply) =>
        reply.type('text/html; charset=utf-8').send(PREVIEW_PAGE),
      );
    });
    app.get('/app/icon.svg', async (_request, reply) => reply.sendFile('icon.svg', dir));
    for (const url of ['/app', '/app/*']) {
      app.get(url, async (_request, reply) =>
        reply.header('cache-control', 'no-cache').sendFile('index.html', dir, { maxAge: 0 }),
      );
    }
  };
}
