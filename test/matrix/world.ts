import type { Database } from '../../src/db/database.ts';
import { caller } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import type { Call } from '../support/server.ts';

/** What a tenant can be given, each time a new one, through the API. */
export type World = {
  tenantId: string;
  apiKey: string;
  call: Call;
  /** Calls and answers the body; throws unless it is a 2xx. */
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape
  make(method: 'POST' | 'PUT', url: string, body?: unknown): Promise<any>;
  /** A word that nothing else of this run has in it. */
  word(): string;
};

let words = 0;

/** A new tenant, behind real HTTP, with nothing in it. */
export async function newWorld(app: { db: Database; url: string }): Promise<World> {
  const { tenantId, apiKey } = await testTenant(app.db);
  const call = caller(app.url, apiKey);
  return {
    ...{ tenantId, apiKey, call },
    make: async (method, url, body) => {
      const reply = await call(method, url, body);
      if (reply.status < 300) return reply.body;
      throw new Error(`${method} ${url}: ${reply.status} ${JSON.stringify(reply.body)}`);
    },
    word: () => {
      words += 1;
      return `w${words}`;
    },
  };
}
