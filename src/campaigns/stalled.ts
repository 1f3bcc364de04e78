import { sql } from 'kysely';
import { isLimitReason } from '../projects/rate-limit.ts';

/** Since when nothing of a campaign has moved, and whether any worker is alive. */
export type Stalled = { since: string; isWorked: boolean };

const STALLED_AFTER = sql`interval '15 minutes'`;

/**
 * Of a running campaign `k` with its progress `p` in which nothing has moved for 15 minutes though something
 * could (P6); else null. A retry or a wave whose time is to come is no stall, one whose time has passed
 * unnoticed is. A worker gives a sign of life every 10 seconds.
 */
export const STALLED = sql<Stalled | null>`
  case when k.status = 'SENDING' and greatest(p.moved_at, k.started_at) < now() - ${STALLED_AFTER}
    and (k.fanned_out_at is null or p.queued - p.ahead + p.sending > 0
      or exists (
        select from messages m
        where m.tenant_id = k.tenant_id and m.campaign_id = k.id
          and m.next_attempt_at < now() - ${STALLED_AFTER})
      or exists (
        select from campaign_waves w
        where w.tenant_id = k.tenant_id and w.campaign_id = k.id and w.status = 'PENDING'
          and w.due_at < now() - ${STALLED_AFTER}))
  then json_build_object('since', greatest(p.moved_at, k.started_at), 'isWorked', exists (
    select from instance_heartbeat where beat_at > now() - interval '1 minute')) end`;

/** Who keeps to a limit that somebody set is not stuck, as long as there is a worker to go on. */
export function stallOf(stalled: Stalled | null, reason: string | null): Stalled | null {
  return stalled?.isWorked && isLimitReason(reason) ? null : stalled;
}

/** Without a worker, what the last one said may be hours old. */
export function whyStalled({ isWorked }: Stalled, reason: string | null): string {
  if (!isWorked) {
    return 'No worker is running, so nothing is sent: start one with `pressrun serve` or `pressrun worker`';
  }
  return reason ?? 'A worker is running, but nothing of this campaign moves: its log says why';
}
