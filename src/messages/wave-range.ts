import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Stats } from './message.ts';
import { STANDING } from './recipients.ts';

/** The ids of a wave's messages, and how many there are. */
export type WaveRange = { place: number; firstId: number; lastId: number; count: number };

/** Lets a wave's messages be claimed. Waves are opened in their order; needs the campaign's lock. */
export async function openRange(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  { lastId, count }: WaveRange,
): Promise<void> {
  await sql`
    update campaign_progress set open_to = ${lastId}, ahead = ahead - ${count}, moved_at = now()
    where tenant_id = ${tenantId} and campaign_id = ${campaignId}`.execute(tx);
}

/**
 * The next messages of a wave that hasn't begun become SKIPPED (`passed`), at most `limit`, behind the
 * id `after`; answers the last of them, null when none is left. Needs the campaign's lock: nothing of
 * the wave can be claimed, so nothing else moves it.
 */
export async function skipRangePage(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  { after, lastId, limit }: { after: number; lastId: number; limit: number },
): Promise<number | null> {
  const { rows } = await sql<{ lastId: number | null }>`
    with next as materialized (
      select ${tenantId}::uuid as tenant_id, id from messages
      where tenant_id = ${tenantId} and id > ${after} and id <= ${lastId}
      order by id limit ${limit}
    ), moved as (
      update messages m set status = 'SKIPPED', reason = 'passed', finished_at = now()
      from next n
      where m.tenant_id = n.tenant_id and m.id = n.id and m.status = 'QUEUED'
      returning m.id
    ), counted as (
      update campaign_progress p
      set queued = p.queued - n.total, skipped = p.skipped + n.total, ahead = p.ahead - n.total
      from (select count(*) as total from moved) n
      where p.tenant_id = ${tenantId} and p.campaign_id = ${campaignId}
    )
    select max(id) as "lastId" from next`.execute(tx);
  return rows[0]!.lastId;
}

/** After a cancel no message is ahead of anything: all that wait are on their way to CANCELLED. */
export async function endWaiting(tx: Tx, tenantId: string, campaignId: string): Promise<void> {
  await sql`
    update campaign_progress set ahead = 0, open_to = frozen_to
    where tenant_id = ${tenantId} and campaign_id = ${campaignId} and open_to is not null`.execute(
    tx,
  );
}

/** The counts of these waves, from the ledger: reads their messages (about a second a million). */
export async function countRanges(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  ranges: WaveRange[],
): Promise<Map<number, Stats>> {
  const { rows } = await sql<Stats & { place: number }>`
    select r.place, count(*) as audience,
           count(*) filter (where s.standing = 'QUEUED') as queued,
           count(*) filter (where s.standing = 'SENDING') as sending,
           count(*) filter (where s.standing = 'DEFERRED') as deferred,
           count(*) filter (where s.standing = 'SENT') as sent,
           count(*) filter (where s.standing = 'FAILED') as failed,
           count(*) filter (where s.standing = 'SKIPPED') as skipped,
           count(*) filter (where s.standing = 'CANCELLED') as cancelled,
           count(*) filter (where s.standing = 'UNKNOWN') as unknown
    from unnest(${ranges.map(({ place }) => place)}::int[],
                ${ranges.map(({ firstId }) => firstId)}::bigint[],
                ${ranges.map(({ lastId }) => lastId)}::bigint[]) as r (place, first_id, last_id)
    join campaign_progress p on p.tenant_id = ${tenantId} and p.campaign_id = ${campaignId}
    join messages m on m.tenant_id = ${tenantId} and m.id between r.first_id and r.last_id
    cross join lateral (select ${STANDING} as standing) s
    group by r.place`.execute(tx);
  return new Map(rows.map(({ place, ...stats }) => [place, stats]));
}
