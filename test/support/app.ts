import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { inject } from 'vitest';
import { type App, type AppOptions, type Role, startApp } from '../../src/app.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { atEnd } from './at-end.ts';
import { copyDatabase, type TestTenant, testTenant } from './database.ts';
import type { Call } from './server.ts';

/** `server` is there unless the role is `worker`. */
export type RunningApp = Omit<App, 'server'> & {
  server: FastifyInstance;
  tenant: TestTenant;
  call: Call;
  dataDir: string;
};

/** Where no resolver listens: no test asks the world. */
const NOBODY = '127.0.0.1:9';

/** The whole program on a free port, on a database of its own. Stopped when the test file ends. */
export async function runApp(
  over: Partial<Config> = {},
  role: Role = 'serve',
  options: AppOptions = {},
): Promise<RunningApp> {
  const dataDir = await mkdtemp(join(tmpdir(), 'pressrun-app-'));
  const databaseUrl = over.databaseUrl ?? (await copyDatabase(inject('serverUrl')));
  const defaults = await readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    RATE_LIMIT_PER_MINUTE: '1000000',
  });
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
  const app = await startApp(
    { ...defaults, dataDir, databaseUrl, allowPrivateHosts: true, ...over },
    role,
    log,
    { dnsServers: [NOBODY], ...options },
  );
  atEnd(async () => {
    await app.stop(2_000);
    await rm(dataDir, { recursive: true, force: true });
  });
  const tenant = await testTenant(app.db);
  return {
    ...app,
    server: app.server as FastifyInstance,
    tenant,
    dataDir,
    call: caller(app.url, tenant.apiKey),
  };
}

/** Calls the API over real HTTP as the holder of this key; null: as nobody. */
export function caller(base: string, apiKey: string | null): Call {
  return async (method, url, body, headers = {}) => {
    const reply = await fetch(base + url, {
      method,
      headers: {
        ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    const isJson = reply.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: reply.status,
      headers: Object.fromEntries(reply.headers),
      body: isJson && text !== '' ? JSON.parse(text) : text,
    };
  };
}

/** Asks again until it holds; fails after `ms` with what was seen last. */
export async function eventually<T>(
  ask: () => Promise<T>,
  holds: (value: T) => boolean,
  ms = 20_000,
): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    if (performance.now() > end) throw new Error(`still not so: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
