import { join } from 'node:path';
import type { Database } from '../../src/db/database.ts';
import type { Role } from '../../src/http/role.ts';
import { caller } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import { type SignedIn, signIn, type TestUser, testUser } from '../support/people.ts';
import type { Call } from '../support/server.ts';

/** What a tenant can be given, each time a new one, through the API. */
export type World = {
  db: Database;
  tenantId: string;
  apiKey: string;
  /** Where the messages of the local outbox are. */
  outboxDir: string;
  call: Call;
  /** Calls and answers the body; throws unless it is a 2xx. */
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape
  make(method: 'POST' | 'PUT', url: string, body?: unknown): Promise<any>;
  /** A new user; a member of the tenant when a role is given. */
  user(role?: Role): Promise<TestUser>;
  /** Signs a new member in. */
  member(role: Role): Promise<SignedIn & TestUser>;
  /** One owner's session, the same each time. */
  owner(): Promise<SignedIn & TestUser>;
  /** A word that nothing else of this run has in it. */
  word(): string;
};

let words = 0;

/** A new tenant, behind real HTTP, with nothing in it. */
export async function newWorld(app: {
  db: Database;
  url: string;
  dataDir: string;
}): Promise<World> {
  const { tenantId, apiKey } = await testTenant(app.db);
  const call = caller(app.url, apiKey);
  const user = (role?: Role) => testUser(app.db, role ? { [tenantId]: role } : {});
  const member = async (role: Role) => {
    const made = await user(role);
    return { ...made, ...(await signIn(app.url, made.email)) };
  };
  let owner: Promise<SignedIn & TestUser> | undefined;
  return {
    ...{ db: app.db, tenantId, apiKey, call, user, member },
    outboxDir: join(app.dataDir, 'outbox'),
    owner: () => {
      owner ??= member('owner');
      return owner;
    },
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
