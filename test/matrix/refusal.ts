import { sql } from 'kysely';
import type { Database } from '../../src/db/database.ts';
import { Problem } from '../../src/http/problem.ts';
import { compileRowValidator } from '../../src/http/validation.ts';

type Reply = { status: number; headers: Record<string, unknown>; body: unknown };

const problemFault = compileRowValidator(Problem);

/** What is wrong with a refusal, or null: the whole problem document, its type, never a 5xx. */
export function refusalFault(reply: Reply, url: string, field?: string): string | null {
  const { status, headers, body } = reply;
  const shown = `${status} ${JSON.stringify(body)?.slice(0, 300)}`;
  if (status < 400 || status >= 500) return `was not refused: ${shown}`;
  if (!String(headers['content-type']).startsWith('application/problem+json')) {
    return `content type ${headers['content-type']}: ${shown}`;
  }
  const fault = problemFault(body);
  if (fault) return `no problem document (${fault}): ${shown}`;
  const problem = body as { status: number; statusCode: number; path: string; message: string };
  if (problem.status !== status || problem.statusCode !== status) return `another status: ${shown}`;
  if (problem.message === '') return `no message: ${shown}`;
  if (problem.path !== url.split('?', 1)[0]) return `another path: ${shown}`;
  return field === undefined ? null : fieldFault(body as { errors: { path: string }[] }, field);
}

function fieldFault({ errors }: { errors: { path: string }[] }, field: string): string | null {
  if (errors.some(({ path }) => path === field || path.startsWith(`${field}.`))) return null;
  return `does not name ${field}: ${JSON.stringify(errors).slice(0, 200)}`;
}

/** Rows that a request leaves behind whatever it asks: nothing of the tenants' own. */
const BESIDES = ['migrations', 'request_counts'];

/**
 * A text that changes when any row does: of all tables, or of the rows of one tenant.
 * `last_used_at` moves with each request, so it doesn't count.
 */
export async function fingerprint(
  db: Database,
  { tenantId, but = [] }: { tenantId?: string; but?: string[] } = {},
): Promise<string> {
  const { rows } = await sql<{ name: string; hasTenant: boolean }>`
    select relname as name, exists (
             select from pg_attribute where attrelid = c.oid and attname = 'tenant_id'
           ) as "hasTenant"
    from pg_class c
    where relnamespace = 'public'::regnamespace and relkind = 'r'
    order by relname`.execute(db.engine);
  const counted = rows.filter(
    ({ name, hasTenant }) =>
      ![...BESIDES, ...but].includes(name) && (hasTenant || tenantId === undefined),
  );
  const sums = counted.map(
    ({ name }) => sql`
      select ${name} as name, count(*) as rows,
             coalesce(sum(hashtextextended((to_jsonb(t) - 'last_used_at')::text, 0)), 0) as sum
      from ${sql.table(name)} t
      where ${tenantId === undefined ? sql`true` : sql`tenant_id = ${tenantId}`}`,
  );
  const state = await sql`${sql.join(sums, sql` union all `)} order by 1`.execute(db.engine);
  return JSON.stringify(state.rows);
}
