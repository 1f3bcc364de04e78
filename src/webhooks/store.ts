import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { type Endpoint, FAILING_DAYS, FAILING_GAP_HOURS, type Health } from './endpoint.ts';

export function endpointColumns(): RawBuilder<Endpoint> {
  return sql`id, url, events, enabled, long_retries as "longRetries",
    disabled_reason as "disabledReason", disabled_at as "disabledAt",
    failing_since as "failingSince",
    case when paused_until > now() then paused_until end as "pausedUntil",
    case when previous_secret_until > now() then previous_secret_until end
      as "previousSecretUntil",
    created_at as "createdAt", updated_at as "updatedAt"`;
}

/** Counts the tenant's endpoints, and keeps others from adding one before the caller commits. */
export async function countEndpointsLocked(tx: Tx, tenantId: string): Promise<number> {
  await sql`select from tenants where id = ${tenantId} for no key update`.execute(tx);
  const { rows } = await sql<{ count: number }>`
    select count(*) from webhook_endpoints where tenant_id = ${tenantId}`.execute(tx);
  return rows[0]?.count ?? 0;
}

export async function insertEndpoint(
  tx: Tx,
  tenantId: string,
  endpoint: Pick<Endpoint, 'id' | 'url' | 'events' | 'longRetries'> & { secretSealed: Buffer },
): Promise<Endpoint> {
  const { id, url, events, longRetries, secretSealed } = endpoint;
  const { rows } = await sql<Endpoint>`
    insert into webhook_endpoints (tenant_id, id, url, events, long_retries, secret_sealed)
    values (${tenantId}, ${id}, ${url}, ${events}, ${longRetries}, ${secretSealed})
    returning ${endpointColumns()}`.execute(tx);
  return rows[0]!;
}

/** All of them (at most MAX_ENDPOINTS), oldest first. */
export async function listEndpointRows(tx: Tx, tenantId: string): Promise<Endpoint[]> {
  const { rows } = await sql<Endpoint>`
    select ${endpointColumns()} from webhook_endpoints
    where tenant_id = ${tenantId} order by id`.execute(tx);
  return rows;
}

export async function findEndpoint(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<Endpoint | undefined> {
  const { rows } = await sql<Endpoint>`
    select ${endpointColumns()} from webhook_endpoints
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
  return rows[0];
}

/** Null keeps what is there. Another URL is another receiver: what is known of the old one goes. */
export async function updateEndpoint(
  tx: Tx,
  tenantId: string,
  id: string,
  change: { url: string | null; events: string[] | null; longRetries: boolean | null },
): Promise<Endpoint | undefined> {
  const { url, events, longRetries } = change;
  const { rows } = await sql<Endpoint>`
    with change as (select ${url}::text as new_url)
    update webhook_endpoints
    set url = coalesce(new_url, url),
        events = coalesce(${events}::text[], events),
        long_retries = coalesce(${longRetries}::boolean, long_retries),
        failing_since = case when new_url <> url then null else failing_since end,
        last_failed_at = case when new_url <> url then null else last_failed_at end,
        paused_until = case when new_url <> url then null else paused_until end,
        updated_at = now()
    from change
    where tenant_id = ${tenantId} and id = ${id}
    returning ${endpointColumns()}`.execute(tx);
  return rows[0];
}

/** Sets `enabled`, or turns it over when that is null. Turned on, it begins without a past. */
export async function setEnabled(
  tx: Tx,
  tenantId: string,
  id: string,
  enabled: boolean | null,
): Promise<Endpoint | undefined> {
  const { rows } = await sql<Endpoint>`
    update webhook_endpoints
    set enabled = coalesce(${enabled}::boolean, not enabled), updated_at = now(),
        disabled_reason = null, disabled_at = null, failing_since = null, last_failed_at = null,
        paused_until = null
    where tenant_id = ${tenantId} and id = ${id}
    returning ${endpointColumns()}`.execute(tx);
  return rows[0];
}

/** Turns an endpoint off for a reason and answers when; null when it is off already, or gone. */
export async function disableEndpoint(
  tx: Tx,
  tenantId: string,
  id: string,
  reason: string,
): Promise<Date | null> {
  const { rows } = await sql<{ disabledAt: Date }>`
    update webhook_endpoints
    set enabled = false, disabled_reason = ${reason}, disabled_at = now(), updated_at = now()
    where tenant_id = ${tenantId} and id = ${id} and enabled
    returning disabled_at as "disabledAt"`.execute(tx);
  return rows[0]?.disabledAt ?? null;
}

/** With its deliveries. True when it was there. */
export async function deleteEndpointRow(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from webhook_endpoints where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
  return numAffectedRows === 1n;
}

/**
 * The enabled endpoints that listen to any of these types. They are share-locked until the commit:
 * whoever plans an endpoint's next run (`lockEndpoint`) sees the deliveries that the caller adds.
 */
export async function listeningEndpoints(
  tx: Tx,
  tenantId: string,
  types: string[],
): Promise<{ id: string; events: string[] }[]> {
  const { rows } = await sql<{ id: string; events: string[] }>`
    select id, events from webhook_endpoints
    where tenant_id = ${tenantId} and enabled and events && ${types}::text[]
    order by id for key share`.execute(tx);
  return rows;
}

/**
 * Whether it is enabled and until when it is paused; undefined when it is gone. Waits for those who
 * are adding deliveries to it.
 */
export async function lockEndpoint(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<{ enabled: boolean; pausedUntil: Date | null } | undefined> {
  const { rows } = await sql<{ enabled: boolean; pausedUntil: Date | null }>`
    select enabled, paused_until as "pausedUntil" from webhook_endpoints
    where tenant_id = ${tenantId} and id = ${id} for update`.execute(tx);
  return rows[0];
}

/** A success ends a run of failures. */
export async function recordSuccess(tx: Tx, tenantId: string, id: string): Promise<void> {
  await sql`
    update webhook_endpoints set failing_since = null, last_failed_at = null
    where tenant_id = ${tenantId} and id = ${id} and failing_since is not null`.execute(tx);
}

/** Failures begin a run of them or prolong it. `failedTooLong`: for FAILING_DAYS, it is enabled. */
export async function recordFailure(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<Health | undefined> {
  const { rows } = await sql<Health>`
    update webhook_endpoints
    set failing_since = case
          when last_failed_at > now() - make_interval(hours => ${FAILING_GAP_HOURS})
          then failing_since else now() end,
        last_failed_at = now()
    where tenant_id = ${tenantId} and id = ${id}
    returning failing_since as "failingSince",
              enabled and failing_since <= now() - make_interval(days => ${FAILING_DAYS})
                as "failedTooLong"`.execute(tx);
  return rows[0];
}

/** Lets nothing be sent for so many seconds; a longer pause that is there stays. */
export async function pauseEndpoint(
  tx: Tx,
  tenantId: string,
  id: string,
  seconds: number,
): Promise<void> {
  await sql`
    update webhook_endpoints
    set paused_until = greatest(paused_until, now() + make_interval(secs => ${seconds}))
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}
