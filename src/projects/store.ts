import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { type Page, pageOffset } from '../http/paging.ts';
import type { Project, ProjectSettings } from './project.ts';

const COLUMNS = sql`
  id, name, host, port, tls_mode as "tlsMode", smtp_user as "user",
  password_sealed is not null as "hasPassword", auth, from_name as "fromName",
  from_email as "fromEmail", reply_to as "replyTo", rate_limit as "rateLimit",
  (extract(epoch from retry_window) / 3600)::float8 as "retryWindow", is_default as "isDefault",
  created_at as "createdAt", updated_at as "updatedAt"`;

export async function findProjectRow(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<Project | undefined> {
  const { rows } = await sql<Project>`
    select ${COLUMNS} from projects where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
  return rows[0];
}

/** Locks the project: whoever holds it for a campaign is waited for. */
export async function lockProjectRow(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<Project | undefined> {
  const { rows } = await sql<Project>`
    select ${COLUMNS} from projects
    where tenant_id = ${tenantId} and id = ${id} for update`.execute(tx);
  return rows[0];
}

export async function listProjectRows(tx: Tx, tenantId: string, page: Page): Promise<Project[]> {
  const { rows } = await sql<Project>`
    select ${COLUMNS} from projects where tenant_id = ${tenantId}
    order by created_at desc, id limit ${page.limit} offset ${pageOffset(page)}`.execute(tx);
  return rows;
}

export async function countProjects(tx: Tx, tenantId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from projects where tenant_id = ${tenantId}`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** Lets one at a time make a project of this tenant or choose its default. */
export async function lockProjects(tx: Tx, tenantId: string): Promise<void> {
  await sql`select from tenants where id = ${tenantId} for no key update`.execute(tx);
}

export async function clearDefault(tx: Tx, tenantId: string, exceptId: string): Promise<void> {
  await sql`
    update projects set is_default = false, updated_at = now()
    where tenant_id = ${tenantId} and is_default and id <> ${exceptId}`.execute(tx);
}

export async function insertProject(
  tx: Tx,
  tenantId: string,
  id: string,
  settings: ProjectSettings,
  passwordSealed: Buffer | null,
): Promise<void> {
  const { host, port, tlsMode, user, auth, fromName, fromEmail, replyTo } = settings;
  await sql`
    insert into projects (tenant_id, id, name, host, port, tls_mode, smtp_user, password_sealed, auth,
                          from_name, from_email, reply_to, rate_limit, retry_window, is_default)
    values (${tenantId}, ${id}, ${settings.name}, ${host}, ${port}, ${tlsMode}, ${user},
            ${passwordSealed}, ${auth}, ${fromName}, ${fromEmail}, ${replyTo},
            ${JSON.stringify(settings.rateLimit)}, ${settings.retryWindow} * interval '1 hour',
            ${settings.isDefault})`.execute(tx);
}

/** `passwordSealed` undefined keeps the stored one. A changed way out gets another version. */
export async function updateProject(
  tx: Tx,
  tenantId: string,
  id: string,
  settings: ProjectSettings,
  passwordSealed: Buffer | null | undefined,
): Promise<void> {
  const { host, port, tlsMode, user, auth, fromName, fromEmail, replyTo } = settings;
  const keeps = passwordSealed === undefined;
  await sql`
    update projects
    set name = ${settings.name}, host = ${host}, port = ${port}, tls_mode = ${tlsMode},
        smtp_user = ${user}, auth = ${auth}, from_name = ${fromName}, from_email = ${fromEmail},
        reply_to = ${replyTo}, rate_limit = ${JSON.stringify(settings.rateLimit)},
        retry_window = ${settings.retryWindow} * interval '1 hour',
        is_default = ${settings.isDefault}, updated_at = now(),
        password_sealed = case when ${keeps} then password_sealed else ${passwordSealed ?? null}::bytea end,
        relay_version = relay_version + case
          when ${keeps} and (host, port, tls_mode, smtp_user, auth)
               is not distinct from (${host}::text, ${port}::int, ${tlsMode}::text, ${user}::text, ${auth}::text)
          then 0 else 1 end
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

export async function deleteProjectRow(tx: Tx, tenantId: string, id: string): Promise<void> {
  await sql`delete from projects where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/**
 * A campaign whose mail goes, or will go, by this project: it names it, or names none and this is the
 * default.
 */
export async function findUser(
  tx: Tx,
  tenantId: string,
  project: Pick<Project, 'id' | 'isDefault'>,
): Promise<{ id: string; name: string; status: string } | undefined> {
  const { rows } = await sql<{ id: string; name: string; status: string }>`
    select id, name, status from campaigns
    where tenant_id = ${tenantId} and status in ('SCHEDULED', 'SENDING', 'PAUSED')
      and (project_id = ${project.id} or (project_id is null and ${project.isDefault}))
    order by id limit 1`.execute(tx);
  return rows[0];
}

/** Whether an email waits that names this project (messages/single.ts says what a line is). */
export async function hasWaitingEmail(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select from messages
      where tenant_id = ${tenantId} and singly
        and line = any(${[`live:${id}`, `test:${id}`]}::text[])) as found`.execute(tx);
  return rows[0]!.found;
}
