import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Means } from './consent-record.ts';
import { insertOptOuts } from './consent-store.ts';
import type { Contact } from './contact.ts';
import type { Condition } from './filter/compile.ts';

/** A contact with what the suppression list knows of its address. */
export type ContactView = Contact & { suppressedAt: Date | null };

/** Without duplicates. */
export type ContactKeys = { emails: string[]; externalIds: string[] };

export type ListFilter = {
  locale?: string;
  optIn?: boolean;
  projectId?: string;
  updatedSince?: Date;
  q?: string;
  /** Over `contacts c`: those of a segment. */
  condition?: Condition;
};

const COLUMNS = sql`
  c.id, c.email, c.external_id as "externalId", c.locale, c.timezone, c.opt_in as "optIn",
  c.attributes, c.consent_version as "consentVersion", c.source, c.project_id as "projectId",
  c.created_at as "createdAt", c.updated_at as "updatedAt", c.unsubscribed_at as "unsubscribedAt"`;

// A subquery, so that only the rows of the page are hashed, whatever the planner thinks of a join.
function suppressedAt(tenantId: string, key: Buffer) {
  return sql`(
    select s.created_at from suppressions s
    where s.tenant_id = ${tenantId} and s.address_hash = address_hash(${key}, c.email)
  ) as "suppressedAt"`;
}

/**
 * Makes this transaction the tenant's only one that creates contacts or moves their keys, and
 * answers the time. With two unique keys (address, externalId) there is no order in which two
 * transactions could insert a thousand rows each and never wait for each other in a circle; one
 * after the other, neither deadlocks nor loses a row. Taken after the wait, the times of a
 * tenant's changes are in the order of their commits, so `updatedSince` misses nothing.
 */
export async function lockContacts(tx: Tx, tenantId: string): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`
    select pg_advisory_xact_lock(hashtextextended(${`contacts ${tenantId}`}, 0)),
           date_trunc('milliseconds', clock_timestamp()) as now`.execute(tx);
  return rows[0]!.now;
}

/**
 * Every contact that has one of these addresses or externalIds, each once, locked against an
 * unsubscription or an erasure. Looked up key by key, with the tenant as a column beside the key:
 * for a plain `= any(…)` the planner reads the whole tenant as long as a growing table's statistics
 * are behind, and with the tenant as a constant it does so for each key when the statistics know
 * other tenants only (1,000 keys of each kind, 5,000 contacts of a new tenant: 1,280 against 4 ms).
 */
export async function lockByKeys(tx: Tx, tenantId: string, keys: ContactKeys): Promise<Contact[]> {
  const { rows } = await sql<Contact>`
    select ${COLUMNS}
    from (select ${tenantId}::uuid as tenant_id, email
          from unnest(${keys.emails}::text[]) as email offset 0) as k
    cross join lateral (
      select * from contacts f where f.tenant_id = k.tenant_id and f.email = k.email
      limit 1 for update) as c
    union all
    select ${COLUMNS}
    from (select ${tenantId}::uuid as tenant_id, external_id
          from unnest(${keys.externalIds}::text[]) as external_id offset 0) as k
    cross join lateral (
      select * from contacts f
      where f.tenant_id = k.tenant_id and f.external_id = k.external_id
        and f.email <> all(${keys.emails}::text[])
      limit 1 for update) as c`.execute(tx);
  return rows;
}

/** Which of these addresses an erasure left as a keyed hash. Nothing is hashed where nobody is suppressed. */
export async function selectErased(
  tx: Tx,
  tenantId: string,
  suppressionKey: Buffer,
  emails: string[],
): Promise<string[]> {
  const { rows } = await sql<{ email: string }>`
    select given.email from unnest(${emails}::text[]) as given (email)
    where exists (select from suppressions where tenant_id = ${tenantId})
      and exists (
        select from suppressions s
        where s.tenant_id = ${tenantId} and s.address is null
          and s.address_hash = address_hash(${suppressionKey}, given.email))`.execute(tx);
  return rows.map(({ email }) => email);
}

/** The contact with this id, locked like those of `lockByKeys`. */
export async function lockById(tx: Tx, tenantId: string, id: string): Promise<Contact | undefined> {
  const { rows } = await sql<Contact>`
    select ${COLUMNS} from contacts c
    where c.tenant_id = ${tenantId} and c.id = ${id} for update`.execute(tx);
  return rows[0];
}

export async function insertContacts(tx: Tx, tenantId: string, contacts: Contact[]): Promise<void> {
  await sql`
    insert into contacts (tenant_id, id, email, external_id, locale, timezone, opt_in, attributes,
                          consent_version, source, project_id, created_at, updated_at,
                          unsubscribed_at)
    select ${tenantId}, n.id, n.email, n."externalId", n.locale, n.timezone, n."optIn", n.attributes,
           n."consentVersion", n.source, n."projectId", n."createdAt", n."updatedAt",
           n."unsubscribedAt"
    from json_to_recordset(${JSON.stringify(contacts)}::json) as n(
      id uuid, email text, "externalId" text, locale text, timezone text, "optIn" boolean,
      attributes jsonb, "consentVersion" text, source text, "projectId" text, "createdAt" timestamptz,
      "updatedAt" timestamptz, "unsubscribedAt" timestamptz)`.execute(tx);
}

/** The tenant is a column here for the same reason as in `lockByKeys`. */
export async function updateContacts(tx: Tx, tenantId: string, contacts: Contact[]): Promise<void> {
  await sql`
    update contacts c
    set email = n.email, external_id = n."externalId", locale = n.locale,
        timezone = n.timezone, opt_in = n."optIn",
        attributes = n.attributes, consent_version = n."consentVersion", source = n.source,
        project_id = n."projectId", updated_at = n."updatedAt",
        unsubscribed_at = n."unsubscribedAt"
    from (
      select ${tenantId}::uuid as tenant_id, *
      from json_to_recordset(${JSON.stringify(contacts)}::json) as r(
        id uuid, email text, "externalId" text, locale text, timezone text, "optIn" boolean,
        attributes jsonb, "consentVersion" text, source text, "projectId" text, "updatedAt" timestamptz,
        "unsubscribedAt" timestamptz)
      offset 0) as n
    where c.tenant_id = n.tenant_id and c.id = n.id`.execute(tx);
}

/** Frees the unique keys of these contacts; the same transaction gives them their new ones. */
export async function vacateKeys(tx: Tx, tenantId: string, ids: string[]): Promise<void> {
  await sql`
    update contacts set email = id || '@moving.invalid', external_id = null
    where tenant_id = ${tenantId} and id = any(${ids}::uuid[])`.execute(tx);
}

/** By externalId first, then by id; `id` is null when the text can't be one. */
export async function findByIdOrExternalId(
  tx: Tx,
  tenantId: string,
  externalId: string,
  id: string | null,
): Promise<Contact | undefined> {
  const { rows } = await sql<Contact>`
    select ${COLUMNS} from contacts c
    where c.tenant_id = ${tenantId} and (c.external_id = ${externalId} or c.id = ${id}::uuid)
    order by (c.external_id is not distinct from ${externalId}) desc limit 1`.execute(tx);
  return rows[0];
}

export async function findById(tx: Tx, tenantId: string, id: string): Promise<Contact | undefined> {
  const { rows } = await sql<Contact>`
    select ${COLUMNS} from contacts c
    where c.tenant_id = ${tenantId} and c.id = ${id}`.execute(tx);
  return rows[0];
}

export async function findViewById(
  tx: Tx,
  tenantId: string,
  id: string,
  suppressionKey: Buffer,
): Promise<ContactView | undefined> {
  const { rows } = await sql<ContactView>`
    select ${COLUMNS}, ${suppressedAt(tenantId, suppressionKey)} from contacts c
    where c.tenant_id = ${tenantId} and c.id = ${id}`.execute(tx);
  return rows[0];
}

/** Newest first (ids of version 7 sort by time), below the id `before` if there is one. */
export async function selectPage(
  tx: Tx,
  tenantId: string,
  filter: ListFilter,
  window: { before: string | null; offset: number; limit: number },
  suppressionKey: Buffer,
): Promise<ContactView[]> {
  const { rows } = await sql<ContactView>`
    select ${COLUMNS}, ${suppressedAt(tenantId, suppressionKey)} from contacts c
    where c.tenant_id = ${tenantId} and ${matches(filter)}
      and (${window.before}::uuid is null or c.id < ${window.before}::uuid)
    order by c.id desc offset ${window.offset} limit ${window.limit}`.execute(tx);
  return rows;
}

export async function countContacts(tx: Tx, tenantId: string, filter: ListFilter): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from contacts c
    where c.tenant_id = ${tenantId} and ${matches(filter)}`.execute(tx);
  return rows[0]?.total ?? 0;
}

function matches(filter: ListFilter) {
  const { locale = null, optIn = null, projectId = null, updatedSince = null } = filter;
  const pattern = filter.q === undefined ? null : `%${escapeLike(filter.q)}%`;
  // Addresses are in lower case: comparing them as they are saves a fifth of the time.
  const lower = pattern === null ? null : pattern.normalize('NFC').toLowerCase();
  return sql`(${locale}::text is null or c.locale = ${locale})
    and (${optIn}::boolean is null or c.opt_in = ${optIn})
    and (${projectId}::text is null or c.project_id = ${projectId})
    and (${updatedSince}::timestamptz is null or c.updated_at >= ${updatedSince})
    and (${pattern}::text is null or c.email like ${lower} or c.external_id ilike ${pattern})
    and ${filter.condition ?? sql`true`}`;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** The contact with the smallest id that the condition holds for: the same one at each preview. */
export async function selectSample(
  tx: Tx,
  tenantId: string,
  condition: Condition,
): Promise<Contact | undefined> {
  const { rows } = await sql<Contact>`
    select ${COLUMNS} from contacts c
    where c.tenant_id = ${tenantId} and ${condition}
    order by c.id limit 1`.execute(tx);
  return rows[0];
}

/**
 * The contact as it is after its first unsubscription, with the record of that; undefined if it was
 * unsubscribed already.
 */
export async function updateUnsubscribed(
  tx: Tx,
  tenantId: string,
  id: string,
  at: Date,
  means: Means,
): Promise<Contact | undefined> {
  const { rows } = await sql<Contact>`
    with off as (
      update contacts c
      set opt_in = false, unsubscribed_at = ${at},
          updated_at = date_trunc('milliseconds', clock_timestamp())
      where c.tenant_id = ${tenantId} and c.id = ${id} and c.unsubscribed_at is null
      returning c.*
    ), noted as (
      ${insertOptOuts(means, at)}
    )
    select ${COLUMNS} from off c`.execute(tx);
  return rows[0];
}

/**
 * The contacts with these addresses as they are after their first unsubscription, with the records of
 * that. Looked up address by address, with the tenant as a column, for the reason of `lockByKeys`.
 */
export async function updateUnsubscribedByAddress(
  tx: Tx,
  tenantId: string,
  addresses: string[],
  at: Date,
  means: Means,
): Promise<Contact[]> {
  const { rows } = await sql<Contact>`
    with off as (
      update contacts c
      set opt_in = false, unsubscribed_at = ${at}, updated_at = ${at}
      from (select ${tenantId}::uuid as tenant_id, email
            from unnest(${addresses}::text[]) as email offset 0) as k
      where c.tenant_id = k.tenant_id and c.email = k.email and c.unsubscribed_at is null
      returning c.*
    ), noted as (
      ${insertOptOuts(means, at)}
    )
    select ${COLUMNS} from off c`.execute(tx);
  return rows;
}

/** The keys that it had in the end; undefined when someone else deleted it first. */
export async function deleteContact(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<Pick<Contact, 'id' | 'email' | 'externalId'> | undefined> {
  const { rows } = await sql<Pick<Contact, 'id' | 'email' | 'externalId'>>`
    delete from contacts where tenant_id = ${tenantId} and id = ${id}
    returning id, email, external_id as "externalId"`.execute(tx);
  return rows[0];
}
