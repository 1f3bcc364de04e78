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
        and scheduled_at > now() - ${MISSED_AFTER}::interval
      returning id
    )
    select (select count(*) from running) + (select count(*) from scheduled) as held`.execute(tx);
  return rows[0]!.held;
}

export type Released = {
  tenantId: string;
  id: string;
  status: 'SENDING' | 'SCHEDULED';
  scheduledAt: Date | null;
  /** Whether everyone in the audience has a ledger row. */
  isFrozen: boolean;
};

/** Crosses tenants: lets go of all that is held; what was paused for it runs again. */
export async function releaseCampaigns(tx: Tx): Promise<Released[]> {
  const { rows } = await sql<Released>`
    update campaigns
    set status = case status when 'PAUSED' then 'SENDING' else status end,
        held_at = null, reason = null, updated_at = now()
    where held_at is not null
    returning tenant_id as "tenantId", id, status, scheduled_at as "scheduledAt",
              fanned_out_at is not null as "isFrozen"`.execute(tx);
  return rows;
}

/** Crosses tenants: how many wait. */
export async function countHeldCampaigns(tx: Tx): Promise<number> {
  const { rows } = await sql<{ held: number }>`
    select count(*) as held from campaigns where held_at is not null`.execute(tx);
  return rows[0]!.held;
}
