import { type RawBuilder, sql } from 'kysely';

/**
 * The project that mail goes by, as a row over `tenant_id` of another table: the one that is named, else
 * the tenant's default. No row where there is neither.
 */
export function mailProject(
  tenant: RawBuilder<unknown>,
  named: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`
      select * from projects
      where tenant_id = ${tenant} and (id = ${named} or is_default)
      order by coalesce(id = ${named}, false) desc limit 1`;
}
