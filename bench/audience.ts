import { openDatabase } from '../src/db/database.ts';
import { inTenant } from '../src/db/transaction.ts';
import { SCOPES } from '../src/http/access.ts';
import { createKey, createTenant } from '../src/tenants/service.ts';
import type { Api } from './api.ts';
import type { Instance } from './instance.ts';
import { newsletter } from './newsletter.ts';
import { people } from './people.ts';

/** A tenant of the bench's own. */
export type Tenant = { tenantId: string; api: Api };

const PAGE = 5_000;

export async function addTenant(instance: Instance, name: string): Promise<Tenant> {
  const db = await openDatabase(instance.databaseUrl, 1);
  try {
    const tenantId = await db.engine.transaction().execute((tx) => createTenant(tx, name));
    const { key } = await inTenant(db, tenantId, (tx) =>
      createKey(tx, tenantId, { name, mode: 'live', scopes: [...SCOPES] }),
    );
    return { tenantId, api: instance.api.as(key) };
  } finally {
    await db.close();
  }
}

/** Writes people `from` to `to` by SQL, which isn't what is measured, and gathers statistics. */
export async function loadPeople(
  { sql }: Instance,
  { tenantId }: Tenant,
  from: number,
  to: number,
): Promise<void> {
  for (let at = from; at < to; at += PAGE) {
    const page = people(at, Math.min(to, at + PAGE));
    await sql.query(
      `insert into contacts (tenant_id, id, email, external_id, locale, opt_in, attributes)
       select $1, gen_random_uuid(), n.email, n."externalId", n.locale, true, n.attributes
       from json_to_recordset($2::json) as n(
         email text, "externalId" text, locale text, attributes jsonb)`,
      [tenantId, JSON.stringify(page)],
    );
  }
  await sql.query('vacuum analyze contacts');
}

/** Makes and publishes the newsletter; answers its version's id. */
export async function publish({ api }: Tenant, name = 'The Press Room'): Promise<string> {
  type Made = { id: string; versions: { id: string }[] };
  const { id, versions } = await api.post<Made>('/templates', newsletter(name));
  const versionId = versions[0]!.id;
  await api.post(`/templates/${id}/versions/${versionId}/publish`);
  return versionId;
}

/** A draft to everyone in the tenant, or to whom the filter says; answers its id. */
export async function draft(
  { api }: Tenant,
  templateVersionId: string,
  audienceFilter: object = {},
): Promise<string> {
  const body = { name: 'Issue 12', templateVersionId, audienceFilter };
  return (await api.post<{ id: string }>('/campaigns', body)).id;
}
