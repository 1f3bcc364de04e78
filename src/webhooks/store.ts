import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Endpoint } from './endpoint.ts';

function endpointColumns(): RawBuilder<Endpoint> {
  return sql`id, url, events, enabled, created_at as "createdAt", updated_at as "updatedAt"`;
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
  endpoint: { id: string; url: string; events: string[]; secretSealed: Buffer },
): Promise<Endpoint> {
  const { rows } = await sql<Endpoint>`
    insert into webhook_endpoints (tenant_id, id, url, events, secret_sealed)
    values (${tenantId}, ${endpoint.id}, ${endpoint.url}, ${endpoint.events},
            ${endpoint.secretSealed})
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

export async function endpointExists(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const { rows } = await sql`
    select from webhook_endpoints where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
  return rows.length > 0;
}

/** Sets `enabled`, or turns it over when that is null. */
export async function setEnabled(
  tx: Tx,
  tenantId: string,
  id: string,
  enabled: boolean | null,
): Promise<Endpoint | undefined> {
  const { rows } = await sql<Endpoint>`
    update webhook_endpoints
    set enabled = coalesce(${enabled}::boolean, not enabled), updated_at = now()
    where tenant_id = ${tenantId} and id = ${id}
    returning ${endpointColumns()}`.execute(tx);
  return rows[0];
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

/** Whether it is enabled, null when it is gone. Waits for those who are adding deliveries to it. */
export async function lockEndpoint(tx: Tx, tenantId: string, id: string): Promise<boolean | null> {
  const { rows } = await sql<{ enabled: boolean }>`
    select enabled from webhook_endpoints
    where tenant_id = ${tenantId} and id = ${id} for update`.execute(tx);
  return rows[0]?.enabled ?? null;
}

/** Where to deliver, if it is enabled. */
export async function findTarget(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<{ url: string; secretSealed: Buffer } | undefined> {
  const { rows } = await sql<{ url: string; secretSealed: Buffer }>`
    select url, secret_sealed as "secretSealed" from webhook_endpoints
    where tenant_id = ${tenantId} and id = ${id} and enabled`.execute(tx);
  return rows[0];
}

/** Replaces the seal of a secret unless someone changed it meanwhile. */
export async function resealSecret(
  tx: Tx,
  tenantId: string,
  id: string,
  { old, sealed }: { old: Buffer; sealed: Buffer },
): Promise<void> {
  await sql`
    update webhook_endpoints set secret_sealed = ${sealed}
    where tenant_id = ${tenantId} and id = ${id} and secret_sealed = ${old}`.execute(tx);
}
