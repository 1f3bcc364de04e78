import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { caller, type RunningApp, runApp } from '../support/app.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { goodRequest } from './recipes.ts';
import { newWorld } from './world.ts';

// Every operation that changes something leaves a record in the audit log, and no secret in it. A new
// route is in here by itself: its config needs `audit`, or a line with the reason why not.

const NOT_RECORDED: Record<string, string> = {
  previewTemplateVersion: 'shows, and changes nothing',
  countSegment: 'counts, and changes nothing',
  verifyProject: 'asks a server, and changes nothing',
};

/** What is about the person who signed in belongs to no tenant, and so to no tenant's log. */
const isPersonal = ({ id, session }: Operation) => session === 'signed-in' && id !== 'createTenant';

const CHANGING = OPERATIONS.filter(
  (operation) =>
    operation.method !== 'GET' &&
    (operation.scope || operation.session) &&
    !isPersonal(operation) &&
    !(operation.id in NOT_RECORDED),
);

let app: RunningApp;

beforeAll(async () => {
  app = await runApp({}, 'api');
});

type Entry = { action: string; actor_type: string; ip: string; before: object; after: object };

async function entriesOf({ tenantId }: { tenantId: string }): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select action, actor_type, host(ip) as ip, before, after from audit_log
    where tenant_id = ${tenantId} order by id`.execute(app.db.engine);
  return rows;
}

test('the operations without a record are there', () => {
  const ids = OPERATIONS.map(({ id }) => id);
  expect(Object.keys(NOT_RECORDED).filter((id) => !ids.includes(id))).toEqual([]);
});

test.each(CHANGING)(
  '$method $path: one record, with who, what and from where',
  async (operation) => {
    const its = await newWorld(app);
    const { method, url, body, credential, headers } = await goodRequest(operation, its);
    const before = await entriesOf(its);
    const reply = await caller(app.url, credential)(method, url, body, headers);
    expect([reply.status, reply.body]).toEqual([
      expect.toSatisfy((status) => status < 300),
      expect.anything(),
    ]);
    // A new tenant's log is its own.
    const after =
      operation.id === 'createTenant'
        ? await entriesOf({ tenantId: reply.body.id })
        : (await entriesOf(its)).slice(before.length);
    const [entry, ...more] = after;
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ action: expect.stringMatching(/^[a-z_]+\.[a-z_]+$/) });
    expect(entry).toMatchObject({
      actor_type: operation.scope ? 'api_key' : 'user',
      ip: '127.0.0.1',
    });
    // No address of a reader, no secret: see AuditedChange.
    expect(JSON.stringify(entry)).not.toMatch(/@|whsec_|mc_(live|test)_\w{20}/);
  },
);

test.each(CHANGING)('$method $path: refused, it leaves none', async (operation) => {
  const its = await newWorld(app);
  const { method, url, body } = await goodRequest(operation, its);
  const before = await entriesOf(its);
  expect((await caller(app.url, null)(method, url, body)).status).toBe(401);
  expect(await entriesOf(its)).toEqual(before);
});
