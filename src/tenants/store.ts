import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { KeyMode } from './api-key.ts';

export type ApiKeyRow = {
  tenantId: string;
  id: string;
  mode: KeyMode;
  scopes: string[];
  stale: boolean;
};

/** Crosses tenants: the hash is how a request tells whose it is. Revoked keys are not found. */
export async function findKeyByHash(tx: Tx, hash: Buffer): Promise<ApiKeyRow | undefined> {
  const { rows } = await sql<ApiKeyRow>`
    select tenant_id as "tenantId", id, mode, scopes,
           last_used_at is null or last_used_at < now() - interval '1 minute' as stale
    from api_keys where hash = ${hash} and revoked_at is null`.execute(tx);
  return rows[0];
}

/** Crosses tenants. To the minute, so that a busy key doesn't cost a write per request. */
export async function touchKey(tx: Tx, tenantId: string, id: string): Promise<void> {
  await sql`
    update api_keys set last_used_at = now()
    where tenant_id = ${tenantId} and id = ${id}
      and (last_used_at is null or last_used_at < now() - interval '1 minute')`.execute(tx);
}

export async function insertKey(
  tx: Tx,
  tenantId: string,
  key: {
    id: string;
    name: string;
    mode: KeyMode;
    scopes: string[];
    hash: Buffer;
    prefix: string;
    lastFour: string;
  },
): Promise<void> {
  await sql`
    insert into api_keys (tenant_id, id, name, mode, scopes, hash, prefix, last_four)
    values (${tenantId}, ${key.id}, ${key.name}, ${key.mode}, ${key.scopes}, ${key.hash},
            ${key.prefix}, ${key.lastFour})`.execute(tx);
}

export type ListedKey = {
  id: string;
  name: string;
  mode: KeyMode;
  scopes: string[];
  prefix: string;
  lastFour: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  /** The address of the user who made it; null for one of the operator's, and when the user is gone. */
  createdBy: string | null;
};

/** A key and the record of it are made in one transaction, at one time: an index finds who made it. */
export async function listKeyRows(tx: Tx, tenantId: string): Promise<ListedKey[]> {
  const { rows } = await sql<ListedKey>`
    select id, name, mode, scopes, prefix, last_four as "lastFour", created_at as "createdAt",
           last_used_at as "lastUsedAt", revoked_at as "revokedAt",
           (select u.email from audit_log a join users u on u.id = a.actor_id
            where a.tenant_id = k.tenant_id and a.created_at = k.created_at
              and a.action = 'api_key.create' and a.subject_id = k.id
            limit 1) as "createdBy"
    from api_keys k where tenant_id = ${tenantId} order by created_at, id`.execute(tx);
  return rows;
}

/** True when the key was there and not revoked yet. */
export async function revokeKeyRow(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update api_keys set revoked_at = now()
    where tenant_id = ${tenantId} and id = ${id} and revoked_at is null`.execute(tx);
  return numAffectedRows === 1n;
}

export type TenantRow = {
  id: string;
  name: string;
  weight: number;
  monthlyQuota: number | null;
  defaultLocale: string | null;
  senderEmail: string | null;
  senderName: string | null;
  postalAddress: string | null;
  trackOpens: boolean;
  trackClicks: boolean;
  /** Codes of src/lib/finding.ts that refuse a send. */
  preflightBlocking: string[];
  createdAt: Date;
  updatedAt: Date;
};

export async function findTenantRow(tx: Tx, tenantId: string): Promise<TenantRow | undefined> {
  const { rows } = await sql<TenantRow>`
    select id, name, weight, monthly_quota as "monthlyQuota", default_locale as "defaultLocale",
           sender_email as "senderEmail", sender_name as "senderName",
           postal_address as "postalAddress", track_opens as "trackOpens",
           track_clicks as "trackClicks", preflight_blocking as "preflightBlocking",
           created_at as "createdAt", updated_at as "updatedAt"
    from tenants where id = ${tenantId}`.execute(tx);
  return rows[0];
}

/** What its owners decide, as a whole. */
export type TenantSettings = Pick<
  TenantRow,
  | 'name'
  | 'defaultLocale'
  | 'senderEmail'
  | 'senderName'
  | 'postalAddress'
  | 'trackOpens'
  | 'trackClicks'
  | 'preflightBlocking'
>;

export async function updateTenant(
  tx: Tx,
  tenantId: string,
  settings: TenantSettings,
): Promise<void> {
  const { name, defaultLocale, senderEmail, senderName, postalAddress } = settings;
  await sql`
    update tenants
    set name = ${name}, default_locale = ${defaultLocale}, sender_email = ${senderEmail},
        sender_name = ${senderName}, postal_address = ${postalAddress},
        track_opens = ${settings.trackOpens}, track_clicks = ${settings.trackClicks},
        preflight_blocking = ${settings.preflightBlocking}, updated_at = now()
    where id = ${tenantId}`.execute(tx);
}

/** Whoever counts what a tenant has before adding to it, or writes its settings back, waits for the others. */
export async function lockTenant(tx: Tx, tenantId: string): Promise<void> {
  await sql`select from tenants where id = ${tenantId} for no key update`.execute(tx);
}

export async function insertTenant(tx: Tx, tenantId: string, name: string): Promise<void> {
  await sql`insert into tenants (id, name) values (${tenantId}, ${name})`.execute(tx);
}

/** False when there is no such tenant. */
export async function setWeightRow(tx: Tx, tenantId: string, weight: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update tenants set weight = ${weight} where id = ${tenantId}`.execute(tx);
  return numAffectedRows === 1n;
}

/** Crosses tenants: is this the first start? */
export async function anyTenant(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from tenants) as found`.execute(tx);
  return rows[0]?.found ?? false;
}
