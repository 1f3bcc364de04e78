import type { Logger } from 'pino';
import { endUnended } from '../campaigns/end.ts';
import type { Database } from '../db/database.ts';
import { forgetBodies } from '../emails/forget.ts';
import { forgetOldHits } from '../engagement/forget.ts';
import { deleteOldAnswers } from '../http/idempotency.ts';
import { deleteOldCounts } from '../http/request-counts.ts';
import { forgetOldImports } from '../imports/service.ts';
import { unlockJobs } from '../jobs/runner.ts';
import { buryWorkers, findDeadWorkers } from '../jobs/workers.ts';
import { forgetOldInvitations } from '../members/service.ts';
import { findOrphanedClaims, recoverClaim, requeueDue } from '../messages/recover.ts';
import { forgetExpiredSessions } from '../sessions/service.ts';
import { forgetOldProofs } from '../users/service.ts';

/** A page of deferred messages per round; a round comes each second. */
const DUE_PER_ROUND = 20_000;

/**
 * What any worker does for all, each second: buries dead workers, takes back what they held, puts
 * deferred messages that are due into the queue, ends campaigns that a crash kept from ending.
 */
export async function keepHouse(db: Database, log: Logger, mayBury: boolean): Promise<void> {
  if (mayBury) await buryDead(db);
  for (const { tenantId, token } of await findOrphanedClaims(db.engine)) {
    const recovered = await recoverClaim(db.engine, tenantId, token);
    log.warn({ token, recovered }, 'took over what a dead worker held');
  }
  await requeueDue(db.engine, DUE_PER_ROUND);
  await endUnended(db);
}

async function buryDead(db: Database): Promise<void> {
  const dead = await findDeadWorkers(db.engine);
  if (dead.length === 0) return;
  await unlockJobs(
    db.url,
    dead.flatMap(({ jobWorkerIds }) => jobWorkerIds),
  );
  await buryWorkers(
    db.engine,
    dead.map(({ id }) => id),
  );
}

/** Once an hour: forgets what was kept for a time only. */
export async function forgetOld(db: Database): Promise<void> {
  await deleteOldAnswers(db.engine);
  await deleteOldCounts(db.engine);
  await forgetExpiredSessions(db.app);
  await forgetOldProofs(db);
  await forgetOldInvitations(db);
  await forgetBodies(db.engine);
  await forgetOldHits(db.engine);
  await forgetOldImports(db.engine);
}
