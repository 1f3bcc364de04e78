import { type RawBuilder, type SqlBool, sql } from 'kysely';
import Type, { type Static } from 'typebox';
import { plannedAnew } from '../db/prepared.ts';
import { LOCALES } from '../http/fields.ts';
import { invalidField } from '../lib/errors.ts';
import { attributesFault } from './attributes.ts';
import type { ContactLocale } from './contact.ts';
import { compileFilter, type Definitions } from './filter/compile.ts';
import { type Filter, isPlainId } from './filter/filter.ts';

/** How many segments an audience may leave out. */
export const MAX_EXCLUDED = 20;

/** Whom a campaign is for (contract: Campaigns). All that is given must hold. */
export const AudienceFilter = Type.Object(
  {
    locale: Type.Optional(
      Type.Unsafe<ContactLocale | null>({
        enum: [...LOCALES, null],
        description: 'Contacts of this locale; null: contacts without one',
      }),
    ),
    optIn: Type.Optional(Type.Boolean({ description: 'Missing means true' })),
    projectId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    attributes: Type.Optional(
      Type.Unsafe<Record<string, unknown>>({
        type: 'object',
        additionalProperties: true,
        description: 'Contacts whose attributes contain all of this',
        examples: [{ plan: 'pro' }],
      }),
    ),
    segmentId: Type.Optional(
      Type.String({ maxLength: 64, description: 'Contacts of this segment' }),
    ),
    exclude: Type.Optional(
      Type.Array(Type.String({ maxLength: 64 }), {
        maxItems: MAX_EXCLUDED,
        description: 'Not the contacts of any of these segments',
      }),
    ),
  },
  { additionalProperties: false },
);

export type AudienceFilter = Static<typeof AudienceFilter>;

/** Throws 400 for what the schema can't say: the size and depth of `attributes`, ids that can't be one. */
export function checkAudience(filter: AudienceFilter, path = 'audienceFilter'): void {
  const message = filter.attributes ? attributesFault(filter.attributes) : null;
  if (message) throw invalidField(`${path}.attributes`, message);
  checkSegmentIds(filter, path);
}

/** Throws 400, with the path, for what can't be the id of a segment. */
export function checkSegmentIds(
  filter: Pick<AudienceFilter, 'segmentId' | 'exclude'>,
  path: string,
): void {
  const wrong = audienceSegments(filter, path).find(({ id }) => !isPlainId(id));
  if (wrong) throw invalidField(wrong.path, 'must be the id of a segment');
}

/** The segments that an audience names, with the path of each. */
export function audienceSegments(
  { segmentId, exclude = [] }: Pick<AudienceFilter, 'segmentId' | 'exclude'>,
  path = 'audienceFilter',
): { id: string; path: string }[] {
  const prefix = path === '' ? '' : `${path}.`;
  const excluded = exclude.map((id, i) => ({ id, path: `${prefix}exclude.${i}` }));
  if (segmentId === undefined) return excluded;
  return [{ id: segmentId, path: `${prefix}segmentId` }, ...excluded];
}

/**
 * The condition that contacts of this audience fulfil, over `contacts c`. The only place where a
 * filter becomes SQL: values are parameters, and no name comes from the filter. The tenant and the
 * suppressions are the caller's to add. `definitions` has the segments that it names, and `at` is the
 * instant that their days are counted from: compileFilter says what it throws.
 */
export function compileAudience(
  filter: AudienceFilter,
  definitions: Definitions = new Map(),
  at: Date | null = null,
): RawBuilder<SqlBool> {
  const conditions = [filter.optIn === false ? sql`not c.opt_in` : sql`c.opt_in`];
  if (filter.locale === null) conditions.push(sql`c.locale is null`);
  else if (filter.locale !== undefined) conditions.push(sql`c.locale = ${filter.locale}`);
  if (filter.projectId !== undefined) conditions.push(sql`c.project_id = ${filter.projectId}`);
  if (filter.attributes && Object.keys(filter.attributes).length > 0) {
    conditions.push(sql`c.attributes @> ${JSON.stringify(filter.attributes)}::jsonb`);
  }
  const segments = segmentParts(filter);
  if (segments.length > 0) conditions.push(compileTogether(segments, definitions, at));
  return sql<SqlBool>`(${plannedAnew} ${sql.join(conditions, sql` and `)})`;
}

/** A filter, with the path of what it came from. */
export type Part = { filter: Filter; path: string };

/** The segment that an audience is taken from and those that it leaves out, as filters. */
export function segmentParts(
  audience: Pick<AudienceFilter, 'segmentId' | 'exclude'>,
  path = 'audienceFilter',
): Part[] {
  return audienceSegments(audience, path).map(({ id, path: at }, i) => {
    const isWanted = i === 0 && audience.segmentId !== undefined;
    return { filter: isWanted ? { segmentId: id } : { not: { segmentId: id } }, path: at };
  });
}

/** All of them as one filter: they become one statement, so they are counted together. */
export function compileTogether(
  parts: Part[],
  definitions: Definitions,
  at: Date | null,
): RawBuilder<SqlBool> {
  return compileFilter({ and: parts.map(({ filter }) => filter) }, definitions, at);
}
