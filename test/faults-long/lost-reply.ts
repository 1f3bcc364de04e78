import { sql } from 'kysely';
import { inject } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { atEnd } from '../support/at-end.ts';
import { copyDatabase } from '../support/database.ts';
import { type Program, startProgram, temporaryDataDir } from '../support/pressrun.ts';
import type { Random } from './seed.ts';

const SECRET = 'a secret that all processes of an instance share';

/** An API that stays, and a way to start others that are killed. */
export type LostReplies = {
  onlooker: RunningApp;
  start(): Promise<Program>;
};

export async function prepareLostReplies(): Promise<LostReplies> {
  const databaseUrl = await copyDatabase(inject('serverUrl'));
  const onlooker = await runApp({ databaseUrl, secrets: [SECRET] }, 'api');
  const dataDir = await temporaryDataDir();
  const start = () =>
    startProgram('api', { DATABASE_URL: databaseUrl, DATA_DIR: dataDir, PRESSRUN_SECRET: SECRET });
  return { onlooker, start };
}

/** What became of one POST whose API was killed: what the retry answered, and what there is. */
export type Outcome = { answered: boolean; retried: number; objects: number };

/**
 * Posts with a key, kills that API at some moment, or just when the change is committed, and sends
 * the same again to an API that lives.
 */
export async function loseReply(
  { onlooker, start }: LostReplies,
  random: Random,
  name: string,
): Promise<Outcome> {
  const program = await start();
  atEnd(() => program.end('SIGKILL'));
  const headers = { 'idempotency-key': name };
  const { apiKey } = onlooker.tenant;
  const first = caller(program.url, apiKey)('POST', '/campaigns', { name }, headers).then(
    () => true,
    () => false,
  );
  // A POST takes about 10 ms in a process that has just started: half of the kills come before the
  // commit, or in it.
  if (random.between(0, 1) === 0) await untilCommitted(onlooker, name);
  else await new Promise((resolve) => setTimeout(resolve, random.between(0, 20)));
  await program.end('SIGKILL');
  const answered = await first;
  // 409 as long as the database hasn't noticed that the killed process is gone.
  const retry = await eventually(
    () => onlooker.call('POST', '/campaigns', { name }, headers),
    ({ status }) => status !== 409,
  );
  return { answered, retried: retry.status, objects: await count(onlooker, name) };
}

async function untilCommitted(onlooker: RunningApp, name: string): Promise<void> {
  while ((await count(onlooker, name)) === 0) await new Promise(setImmediate);
}

async function count({ db, tenant }: RunningApp, name: string): Promise<number> {
  const { rows } = await sql<{ found: number }>`
    select count(*)::int as found from campaigns
    where tenant_id = ${tenant.tenantId} and name = ${name}`.execute(db.engine);
  return rows[0]!.found;
}
