import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createServer } from './server.ts';

async function slowServer() {
  const begun = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const server = await createServer({
    authenticate: async () => null,
    log: pino({ level: 'silent' }),
    rateLimitPerMinute: 1_000_000,
    countRequest: async () => ({ used: 1, msLeft: 60_000 }),
    corsOrigins: [],
    version: 'test',
  });
  server.get('/slow', { config: { public: true } }, async () => {
    begun.resolve();
    await release.promise;
    return { done: true };
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return { server, url, begun: begun.promise, release: release.resolve };
}

test('a stop finishes the request in flight, and does not wait for its connection', async () => {
  const { server, url, begun, release } = await slowServer();
  const answer = fetch(`${url}/slow`).then((reply) => reply.json());
  await begun;
  const closed = server.close();
  while (server.server.listening) await new Promise((resolve) => setImmediate(resolve));
  release();
  expect(await answer).toEqual({ done: true });
  // Without care it would take the keep-alive timeout of 72 s, and this test would time out.
  await closed;
}, 5_000);
