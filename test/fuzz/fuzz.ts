import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { seeded } from '../faults-long/seed.ts';
import { isAboutOne } from '../matrix/actors.ts';
import { OPERATIONS, type Operation } from '../matrix/operations.ts';
import { goodRequest, type Request } from '../matrix/recipes.ts';
import { fingerprint } from '../matrix/refusal.ts';
import { newWorld, type World } from '../matrix/world.ts';
import { type RunningApp, runApp } from '../support/app.ts';
import { callsOf } from './calls.ts';
import { send } from './send.ts';
import { faultOf } from './verdict.ts';

/**
 * Registers the tests that make `calls` calls, the same number of each operation of openapi.json,
 * over HTTP. The seed is printed; TEST_SEED repeats it. A failure shows the smallest call that fails.
 */
export function fuzzEveryRoute(calls: number): void {
  const { seed } = seeded('fuzz');
  const numRuns = Math.ceil(calls / OPERATIONS.length);
  let app: RunningApp;
  let foreign: World;
  let foreignRows: string;
  let made = 0;
  const foreignThings = new Map<string, Request>();

  beforeAll(async () => {
    // No worker runs here, so nothing that is waited for is ever sent.
    app = await runApp({}, 'api', { syncSeconds: 0.5 });
    foreign = await newWorld(app);
    for (const operation of OPERATIONS) {
      foreignThings.set(operation.id, await goodRequest(operation, foreign));
    }
    foreignRows = await fingerprint(app.db, { tenantId: foreign.tenantId });
  });

  test.each(OPERATIONS)('$method $path', { timeout: 600_000 }, async (operation) => {
    const theirs = foreignThings.get(operation.id)!;
    const marks = [foreign.tenantId, ...marksOf(operation, theirs)];
    const its = await something(app, operation);
    const property = fc.asyncProperty(callsOf(operation), async (call) => {
      const answer = await send(...([app.url, operation, call] as const), its.now(), {
        world: foreign,
        request: theirs,
      });
      made += 1;
      // What it was about may be gone or done with now.
      if (operation.method !== 'GET' && answer.status < 300) await its.renew();
      const fault = faultOf(operation, answer, marks);
      if (fault) throw new Error(fault);
    });
    await fc.assert(property, { seed, numRuns, endOnFailure: false });
  });

  test('nothing of the other tenant has changed, and the server is well', async () => {
    console.log(`fuzz: ${made} calls`);
    expect(made).toBeGreaterThanOrEqual(calls);
    expect(await fingerprint(app.db, { tenantId: foreign.tenantId })).toBe(foreignRows);
    expect((await foreign.call('GET', '/health/ready')).status).toBe(200);
  });
}

/** A tenant has at most 50 webhook endpoints, and may need one for each call. */
const CALLS_PER_TENANT = 40;

/** Thousands of wrong logins from one address would keep the right ones out (P22). */
function forgetTries({ db }: RunningApp): Promise<unknown> {
  return sql`delete from login_tries`.execute(db.engine);
}

/** What an operation is about; made anew when it is used up, of a new tenant from time to time. */
async function something(app: RunningApp, operation: Operation) {
  await forgetTries(app);
  let world = await newWorld(app);
  let request = await goodRequest(operation, world);
  let renewed = 0;
  return {
    now: () => ({ world, request }),
    renew: async () => {
      renewed += 1;
      await forgetTries(app);
      if (renewed % CALLS_PER_TENANT === 0) world = await newWorld(app);
      request = await goodRequest(operation, world);
    },
  };
}

/** Ids of the foreign tenant's; the library's are everybody's. */
function marksOf(operation: Operation, { params }: Request): string[] {
  return isAboutOne(operation) ? Object.values(params) : [];
}
