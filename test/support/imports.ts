import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { contactRoutes } from '../../src/contacts/routes.ts';
import type { Database } from '../../src/db/database.ts';
import { importRoutes } from '../../src/imports/routes.ts';
import { type RunDeps, runImports } from '../../src/imports/run-imports.ts';
import { forgetPerson } from '../../src/imports/service.ts';
import { suppressionRoutes } from '../../src/suppressions/routes.ts';
import {
  forgetPerson as forgetSuppressed,
  liftUnsubscribe,
} from '../../src/suppressions/service.ts';
import { testTenant } from './database.ts';
import { NOTHING_KNOWN } from './known.ts';
import { callAs, testServer } from './server.ts';

export const CSV = { 'content-type': 'text/csv' };
export const NDJSON = { 'content-type': 'application/x-ndjson' };
const MAX_BYTES = 20_000_000;

/** The routes of contacts, imports and suppressions in front of a database, and what works files through. */
export function importServer(db: Database): { app: FastifyInstance; deps: RunDeps } {
  const key = randomBytes(32);
  const lift: RunDeps['liftUnsubscribe'] = (tx, tenantId, emails) =>
    liftUnsubscribe(tx, tenantId, key, emails);
  const deps = {
    ...{ db, suppressionKey: key, liftUnsubscribe: lift },
    log: pino({ level: process.env.TEST_LOG ?? 'silent' }),
  };
  const app = testServer(db, () => [
    contactRoutes({
      ...deps,
      known: NOTHING_KNOWN,
      forget: [(tx, tenantId, person) => forgetSuppressed(tx, tenantId, key, person), forgetPerson],
    }),
    importRoutes({ db, maxBytes: MAX_BYTES, idleMs: 2_000 }),
    suppressionRoutes({ db, suppressionKey: key }),
  ]);
  return { app, deps };
}

/** A fresh tenant that sends files. */
export async function importer({ app, deps }: { app: FastifyInstance; deps: RunDeps }) {
  const { apiKey, tenantId } = await testTenant(deps.db);
  const call = callAs(app, apiKey);
  const show = async (id: string) => (await call('GET', `/contacts/imports/${id}`)).body;
  const upload = (file: string | Buffer, query = '', headers: Record<string, string> = CSV) =>
    app.inject({
      ...{ method: 'POST', url: `/contacts/imports${query}`, payload: file },
      headers: { authorization: `Bearer ${apiKey}`, ...headers },
    });
  return {
    ...{ call, show, tenantId, apiKey },
    upload: async (...args: Parameters<typeof upload>) => {
      const reply = await upload(...args);
      return { status: reply.statusCode, headers: reply.headers, body: reply.json() };
    },
    run: () => runImports(deps, tenantId),
    /** Sends a file, works it through, and answers its receipt. */
    take: async (...args: Parameters<typeof upload>) => {
      const reply = await upload(...args);
      if (reply.statusCode !== 202) throw new Error(`${reply.statusCode} ${reply.body}`);
      await runImports(deps, tenantId);
      return show(reply.json().id);
    },
    failures: async (id: string): Promise<string[]> => {
      const { body } = await call('GET', `/contacts/imports/${id}/failures`);
      return String(body).trimEnd().split('\n').slice(1);
    },
    /** What is kept of each contact, without ids and times, by address. */
    contacts: async () => {
      const { body } = await call('GET', '/contacts?limit=500');
      const kept = body.data.map(
        ({ id: _id, createdAt: _c, updatedAt: _u, ...rest }: Record<string, unknown>) => rest,
      );
      return kept.sort((a: { email: string }, b: { email: string }) =>
        a.email < b.email ? -1 : 1,
      );
    },
  };
}
