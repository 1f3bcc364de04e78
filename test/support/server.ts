import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { countInDatabase } from '../../src/http/request-counts.ts';
import { createServer } from '../../src/http/server.ts';
import { createAuthenticate } from '../../src/tenants/service.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
type Reply = { status: number; headers: Record<string, unknown>; body: any };
export type Call = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD',
  url: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Reply>;

/** The HTTP border with just these routes on it, in front of a real database. */
export function testServer(db: Database, routes: () => FastifyPluginAsync[]): FastifyInstance {
  const app = {} as FastifyInstance;
  let server: FastifyInstance;
  beforeAll(async () => {
    server = await createServer({
      authenticate: createAuthenticate(db),
      log: pino({ level: 'silent' }),
      rateLimitPerMinute: 1_000_000,
      countRequest: countInDatabase(db),
      corsOrigins: [],
      version: 'test',
    });
    for (const plugin of routes()) await server.register(plugin);
    await server.ready();
    Object.setPrototypeOf(app, server);
  });
  afterAll(() => server?.close());
  return app;
}

/** Calls routes as the holder of this key. `body` as a string is sent as it is. */
export function callAs(app: FastifyInstance, apiKey: string | null): Call {
  return async (method, url, body, headers = {}) => {
    const reply = await app.inject({
      method,
      url,
      headers: {
        ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const isJson = String(reply.headers['content-type'] ?? '').includes('json');
    return {
      status: reply.statusCode,
      headers: reply.headers,
      body: isJson && reply.body !== '' ? reply.json() : reply.body,
    };
  };
}
