import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** People of the audience with one locale. */
export type LocalePeople = {
  locale: string | null;
  people: number;
  /** The contact whose attributes take the most room (its message is about the largest), and how much. */
  largest: string;
  octets: number;
  /** How many have no value, for each name that was asked about. */
  lacking: number[];
};

export type AudienceQuestion = {
  /** The compiled audience filter over contacts `c`. */
  audience: RawBuilder<SqlBool>;
  suppressionKey: Buffer;
};

/**
 * Whether contact `c` has nothing to print at a path into its attributes: no value, an empty text, null,
 * an object or a list (rendering prints none of these). The path is followed once: that is what it costs.
 */
function lacksValue(path: RawBuilder<unknown>): RawBuilder<SqlBool> {
  return sql<SqlBool>`
    coalesce(jsonb_typeof(nullif(
               jsonb_path_query_first(c.attributes, ${path}, silent => true), '""'))
             not in ('string', 'number', 'boolean'), true)`;
}

/**
 * The path to a variable's value, as rendering follows it: strict, and not `#>`, because no name leads into
 * a list. A variable's name has nothing in it that quotes don't hold (VARIABLE_NAME).
 */
function pathTo(name: string): string {
  return `strict $${name
    .split('.')
    .map((part) => `."${part}"`)
    .join('')}`;
}

function inAudience(tenantId: string, { audience, suppressionKey }: AudienceQuestion) {
  return sql<SqlBool>`
    c.tenant_id = ${tenantId} and ${audience}
    and not exists (
      select from suppressions s
      where s.tenant_id = ${tenantId} and s.address_hash = address_hash(${suppressionKey}, c.email))`;
}

/** Reads the whole audience once, whatever is asked about. At most 50 names. */
export async function surveyAudience(
  tx: Tx,
  tenantId: string,
  question: AudienceQuestion & { names: readonly string[] },
): Promise<LocalePeople[]> {
  const counts = question.names.map(
    (name) => sql`(count(*) filter (where ${lacksValue(sql`${pathTo(name)}::jsonpath`)}))::int`,
  );
  const lacking = counts.length > 0 ? sql`array[${sql.join(counts)}]` : sql`'{}'::int[]`;
  const { rows } = await sql<LocalePeople>`
    select c.locale, count(*) as people, ${lacking} as lacking,
           max(pg_column_size(c.attributes)) as octets,
           substr(max((lpad(pg_column_size(c.attributes)::text, 8, '0') || c.id) collate "C"), 9)
             as largest
    from contacts c
    where ${inAudience(tenantId, question)}
    group by c.locale`.execute(tx);
  return rows;
}

/** Whether anyone in the audience gets a version: see `localesOf`. */
export async function somebodyReads(
  tx: Tx,
  tenantId: string,
  question: AudienceQuestion,
  { locales, isFallback, spoken }: { locales: string[]; isFallback: boolean; spoken: string[] },
): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select from contacts c
      where ${inAudience(tenantId, question)}
        and (c.locale = any (${locales}::text[])
             or ${isFallback} and (c.locale is null or c.locale <> all (${spoken}::text[])))
    ) as found`.execute(tx);
  return rows[0]!.found;
}

/** Of whom samples are wanted: who lacks a variable and has one of the locales. */
export type LackingQuestion = { name: string; locales: (string | null)[] };

/**
 * A few contacts for each question. Where many lack a variable they are soon found; where few do it costs
 * as much as reading the audience once more.
 */
export async function sampleLacking(
  tx: Tx,
  tenantId: string,
  question: AudienceQuestion & { lacking: LackingQuestion[]; limit: number },
): Promise<{ name: string; id: string }[]> {
  const wanted = question.lacking.map(({ name, locales }) => ({
    ...{ name, path: pathTo(name) },
    locales: locales.filter((locale) => locale !== null),
    without: locales.includes(null),
  }));
  const { rows } = await sql<{ name: string; id: string }>`
    select w.name, found.id
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
      as w (name text, path jsonpath, locales text[], without boolean)
    cross join lateral (
      select c.id from contacts c
      where ${inAudience(tenantId, question)} and ${lacksValue(sql`w.path`)}
        and (c.locale = any (w.locales) or w.without and c.locale is null)
      limit ${question.limit}
    ) found`.execute(tx);
  return rows;
}

/** The audience of the last live campaign by this project that was sent to 100 people or more; null: none. */
export async function findLastAudience(
  tx: Tx,
  tenantId: string,
  projectId: string | null,
): Promise<number | null> {
  const { rows } = await sql<{ audience: number }>`
    select p.audience
    from campaigns k
    join campaign_progress p on p.tenant_id = k.tenant_id and p.campaign_id = k.id
    where k.tenant_id = ${tenantId} and k.project_id is not distinct from ${projectId}
      and k.status = 'SENT' and k.mode = 'live' and p.audience >= 100
    order by k.finished_at desc
    limit 1`.execute(tx);
  return rows[0]?.audience ?? null;
}
