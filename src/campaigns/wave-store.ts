import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { WaveRange } from '../messages/wave-range.ts';

/** A wave as it is stored, once the campaign has begun. */
export type WaveRow = WaveRange & {
  timezone: string;
  dueAt: Date;
  status: 'PENDING' | 'SENDING' | 'SKIPPED' | 'CANCELLED';
  /** Of a skipped wave: up to here its messages are SKIPPED. */
  skippedTo: number | null;
};

export type NewWave = Pick<WaveRow, 'place' | 'timezone' | 'dueAt' | 'firstId' | 'lastId'>;

const COLUMNS = sql`
  place, timezone, due_at as "dueAt", status, count, first_id as "firstId", last_id as "lastId",
  skipped_to as "skippedTo"`;

/**
 * The zones that a tenant's contacts have, each once. From one to the next in the index: a plain
 * `distinct` would read every contact.
 */
export async function listZones(tx: Tx, tenantId: string): Promise<string[]> {
  const { rows } = await sql<{ timezone: string }>`
    with recursive zone as (
      (select timezone from contacts
       where tenant_id = ${tenantId} and timezone is not null order by timezone limit 1)
      union all
      select (select c.timezone from contacts c
              where c.tenant_id = ${tenantId} and c.timezone > z.timezone
              order by c.timezone limit 1)
      from zone z where z.timezone is not null
    )
    select timezone from zone where timezone is not null`.execute(tx);
  return rows.map(({ timezone }) => timezone);
}

/** Of these zones those in which somebody of the audience lives. */
export async function zonesWithPeople(
  tx: Tx,
  tenantId: string,
  zones: string[],
  audience: RawBuilder<SqlBool>,
  suppressionKey: Buffer,
): Promise<string[]> {
  const { rows } = await sql<{ zone: string }>`
    select zone from unnest(${zones}::text[]) as zone
    where exists (
      select from contacts c
      where c.tenant_id = ${tenantId} and c.timezone = zone and ${audience}
        and not exists (
          select from suppressions s
          where s.tenant_id = ${tenantId}
            and s.address_hash = address_hash(${suppressionKey}, c.email)
          offset 0))`.execute(tx);
  return rows.map(({ zone }) => zone);
}

/** How many people of the audience have each zone; null: none. Reads all of it (about 0.7 s a million). */
export async function countByZone(
  tx: Tx,
  tenantId: string,
  audience: RawBuilder<SqlBool>,
  suppressionKey: Buffer,
): Promise<{ timezone: string | null; count: number }[]> {
  const { rows } = await sql<{ timezone: string | null; count: number }>`
    select c.timezone, count(*) as count from contacts c
    where c.tenant_id = ${tenantId} and ${audience}
      and not exists (
        select from suppressions s
        where s.tenant_id = ${tenantId}
          and s.address_hash = address_hash(${suppressionKey}, c.email))
    group by c.timezone`.execute(tx);
  return rows;
}

export async function insertWaves(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  waves: NewWave[],
): Promise<void> {
  await sql`
    insert into campaign_waves (tenant_id, campaign_id, place, timezone, due_at, first_id, last_id)
    select ${tenantId}, ${campaignId}, place, timezone, "dueAt", "firstId", "lastId"
    from json_to_recordset(${JSON.stringify(waves)}::json) as wave(
      place int, timezone text, "dueAt" timestamptz, "firstId" bigint, "lastId" bigint)`.execute(
    tx,
  );
}

/** A campaign's waves in their order; none before its audience is being frozen. */
export async function listWaves(tx: Tx, tenantId: string, campaignId: string): Promise<WaveRow[]> {
  const { rows } = await sql<WaveRow>`
    select ${COLUMNS} from campaign_waves
    where tenant_id = ${tenantId} and campaign_id = ${campaignId} order by place`.execute(tx);
  return rows;
}

/** The first wave that hasn't begun, or is being skipped. */
export async function findNextWave(
  tx: Tx,
  tenantId: string,
  campaignId: string,
): Promise<WaveRow | undefined> {
  const { rows } = await sql<WaveRow>`
    select ${COLUMNS} from campaign_waves
    where tenant_id = ${tenantId} and campaign_id = ${campaignId}
      and (status = 'PENDING' or skipped_to < last_id)
    order by place limit 1`.execute(tx);
  return rows[0];
}

/** A page of the freeze brought so many people into these waves. */
export async function addToWaves(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  waves: { place: number; count: number }[],
): Promise<void> {
  await sql`
    update campaign_waves w set count = w.count + n.count
    from json_to_recordset(${JSON.stringify(waves)}::json) as n(place int, count bigint)
    where w.tenant_id = ${tenantId} and w.campaign_id = ${campaignId} and w.place = n.place`.execute(
    tx,
  );
}

/** Once all are frozen: a zone that turned out to have nobody has no wave. */
export async function deleteEmptyWaves(
  tx: Tx,
  tenantId: string,
  campaignId: string,
): Promise<void> {
  await sql`
    delete from campaign_waves
    where tenant_id = ${tenantId} and campaign_id = ${campaignId} and count = 0`.execute(tx);
}

/** PENDING → SENDING. */
export async function setWaveBegun(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  place: number,
): Promise<void> {
  await sql`
    update campaign_waves set status = 'SENDING'
    where tenant_id = ${tenantId} and campaign_id = ${campaignId} and place = ${place}`.execute(tx);
}

/** PENDING → SKIPPED, and how far its messages are. */
export async function setWaveSkipped(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  { place, skippedTo }: { place: number; skippedTo: number },
): Promise<void> {
  await sql`
    update campaign_waves set status = 'SKIPPED', skipped_to = ${skippedTo}
    where tenant_id = ${tenantId} and campaign_id = ${campaignId} and place = ${place}`.execute(tx);
}

/** What hasn't begun never will. */
export async function cancelWaves(tx: Tx, tenantId: string, campaignId: string): Promise<void> {
  await sql`
    update campaign_waves set status = 'CANCELLED'
    where tenant_id = ${tenantId} and campaign_id = ${campaignId} and status = 'PENDING'`.execute(
    tx,
  );
}
