import { type RawBuilder, type SqlBool, sql } from 'kysely';
import Type, { type Static } from 'typebox';
import { plannedAnew } from '../db/prepared.ts';
import { LOCALES } from '../http/fields.ts';
import { invalidField } from '../lib/errors.ts';
import { attributesFault } from './attributes.ts';
import type { ContactLocale } from './contact.ts';

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
  },
  { additionalProperties: false },
);

export type AudienceFilter = Static<typeof AudienceFilter>;

/** Throws 400 for what the schema can't say: the size and depth of `attributes`. */
export function checkAudience(filter: AudienceFilter, path = 'audienceFilter'): void {
  const message = filter.attributes ? attributesFault(filter.attributes) : null;
  if (message) throw invalidField(`${path}.attributes`, message);
}

/**
 * The condition that contacts of this audience fulfil, over `contacts c`. The only place where a
 * filter becomes SQL: values are parameters, and no name comes from the filter. The tenant and the
 * suppressions are the caller's to add.
 */
export function compileAudience(filter: AudienceFilter): RawBuilder<SqlBool> {
  const conditions = [filter.optIn === false ? sql`not c.opt_in` : sql`c.opt_in`];
  if (filter.locale === null) conditions.push(sql`c.locale is null`);
  else if (filter.locale !== undefined) conditions.push(sql`c.locale = ${filter.locale}`);
  if (filter.projectId !== undefined) conditions.push(sql`c.project_id = ${filter.projectId}`);
  if (filter.attributes && Object.keys(filter.attributes).length > 0) {
    conditions.push(sql`c.attributes @> ${JSON.stringify(filter.attributes)}::jsonb`);
  }
  return sql<SqlBool>`(${plannedAnew} ${sql.join(conditions, sql` and `)})`;
}
