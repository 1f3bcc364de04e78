import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/** A time that passed earlier is missed, and says so by itself (P12). */
const MISSED_AFTER = '1 hour';

/** Crosses tenants: running campaigns pause, and those whose time is to come wait, each with a reason. */
export async function holdCampaigns(
  tx: Tx,
  reasons: { running: string; scheduled: string },
): Promise<number> {
  const { rows } = await sql<{ held: number }>`
    with running as (
      update campaigns
      set status = 'PAUSED', held_at = now(), reason = ${reasons.running}, updated_at = now()
      where status = 'SENDING'
      returning id
    ), scheduled as (
      update campaigns
      set held_at = now(), reason = ${reasons.scheduled}, updated_at = now()
      where status = 'SCHEDULED' and missed_at is null
        -- In each person's own time some are still to come.
        and (deliver_at = 'recipient' or scheduled_at > now() - ${MISSED_AFTER}::interval)
      returning id
    )
    select (select count(*) from running) + (select count(*) from scheduled) as held`.execute(tx);
  return rows[0]!.held;
}

export type HeldCampaign = {
  tenantId: string;
  id: string;
  status: 'PAUSED' | 'SCHEDULED';
  /** Its time has come while it was held. */
  isDue: boolean;
};

/** Crosses tenants: all that are held, locked against claims and against whoever also says a word. */
export async function lockHeldCampaigns(tx: Tx): Promise<HeldCampaign[]> {
  const { rows } = await sql<HeldCampaign>`
    select tenant_id as "tenantId", id, status,
           coalesce(scheduled_at <= now(), false) as "isDue"
    from campaigns where held_at is not null
    order by tenant_id, id
    for no key update`.execute(tx);
  return rows;
}

/** A scheduled one waits for its time again. */
export async function setFree(tx: Tx, tenantId: string, id: string): Promise<void> {
  await sql`
    update campaigns set held_at = null, reason = null, updated_at = now()
    where tenant_id = ${tenantId} and id = ${id} and status = 'SCHEDULED'`.execute(tx);
}

/** Crosses tenants: how many wait. */
export async function countHeldCampaigns(tx: Tx): Promise<number> {
  const { rows } = await sql<{ held: number }>`
    select count(*) as held from campaigns where held_at is not null`.execute(tx);
  return rows[0]!.held;
}
