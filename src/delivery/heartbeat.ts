import type { Logger } from 'pino';
import { countHeld, holdUnfinished, releaseHeld } from '../campaigns/hold.ts';
import type { Database, Tx } from '../db/database.ts';
import { type Home, isElsewhere } from '../db/home.ts';
import { acrossTenants } from '../db/transaction.ts';
import {
  clearHeld,
  countUnfinishedSingles,
  findHeld,
  type Heartbeat,
  lockHeartbeat,
  renewHeartbeat,
  setHeld,
  writeHeartbeat,
} from './heartbeat-store.ts';

/** How often a running worker says that the instance lives. */
export const BEAT_MS = 10_000;
/** A database that was silent for longer is asked about before it sends again (P13). */
const LONGEST_SILENCE_SECONDS = 3_600;

/** What waits for the operator's word, since when and why. */
export type Held = { campaigns: number; emails: number; since: Date; why: string };

/**
 * Before a worker starts: a database that slept for over an hour (a restored backup, a long outage), or
 * isn't where it last ran (a copy), sends nothing of what is unfinished in it until the operator says go
 * (P13, docs/decisions/0017). Where nothing is unfinished it goes on. Of several workers that start at
 * once the first one decides; one that runs is never asked.
 */
export async function wakeUp(db: Database, home: Home, log: Logger): Promise<void> {
  await acrossTenants(db, (tx) => judge(tx, home));
  const held = await showHeld(db);
  if (held) log.warn(held, 'what was unfinished waits for `pressrun resume`');
}

/** A sign of life of a running worker. */
export function beat(db: Database): Promise<void> {
  return renewHeartbeat(db.engine);
}

/** What waits now; null when nothing does, also because people let all of it go one by one. */
export async function showHeld(db: Database): Promise<Held | null> {
  const held = await findHeld(db.engine);
  if (!held) return null;
  const campaigns = await countHeld(db.engine);
  const emails = await countUnfinishedSingles(db.engine, held.to);
  if (campaigns + emails === 0) return null;
  return { campaigns, emails, since: held.since, why: held.why };
}

/** The operator's go; answers what it set going. */
export async function resumeAll(db: Database): Promise<{ campaigns: number; emails: number }> {
  return acrossTenants(db, async (tx) => {
    // A worker that decides at this moment (`judge`) takes the same lock first.
    await lockHeartbeat(tx);
    const held = await findHeld(tx);
    const emails = held ? await countUnfinishedSingles(tx, held.to) : 0;
    const campaigns = await releaseHeld(tx);
    await clearHeld(tx);
    return { campaigns, emails };
  });
}

async function judge(tx: Tx, home: Home): Promise<void> {
  const last = await lockHeartbeat(tx);
  await writeHeartbeat(tx, home);
  const why = last && whyHold(last, home);
  if (!why) return;
  const campaigns = await holdUnfinished(tx, why);
  const emails = await countUnfinishedSingles(tx, null);
  if (campaigns + emails > 0) await setHeld(tx, why);
}

function whyHold({ home: then, silentSeconds, beatAt, now }: Heartbeat, home: Home): string | null {
  if (isElsewhere(then, home)) {
    return (
      'This database is a copy, or was moved: it is not where it last ran, and the original may be ' +
      'sending the same.'
    );
  }
  if (silentSeconds <= LONGEST_SILENCE_SECONDS) return null;
  return (
    `No worker ran on this database from ${minute(beatAt)} to ${minute(now)}: a long outage, or a ` +
    'backup whose original may be sending the same.'
  );
}

function minute(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
