import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Comparison, FieldName } from './filter.ts';
import { instantCondition, textCondition } from './value-condition.ts';

/** The fields that are columns; nothing else ever becomes a name in SQL. */
const COLUMNS: Partial<Record<FieldName, RawBuilder<unknown>>> = {
  email: sql`c.email`,
  externalId: sql`c.external_id`,
  locale: sql`c.locale`,
  consentVersion: sql`c.consent_version`,
  source: sql`c.source`,
  projectId: sql`c.project_id`,
  createdAt: sql`c.created_at`,
  updatedAt: sql`c.updated_at`,
  unsubscribedAt: sql`c.unsubscribed_at`,
};

/** A comparison with a column of a contact. Texts are compared as they are; whole addresses
 * are in their stored form already (stored-form.ts). */
export function columnCondition(leaf: Comparison, at: RawBuilder<Date>): RawBuilder<SqlBool> {
  const { field, op, value } = leaf;
  if (field === 'optIn') return (op === 'eq') === value ? sql`c.opt_in` : sql`not c.opt_in`;
  const column = COLUMNS[field as FieldName];
  if (!column) throw new Error(`no column for ${field}`);
  switch (op) {
    case 'eq':
      return sql`${column} = ${String(value)}`;
    case 'ne':
      return sql`(${column} = ${String(value)}) is not true`;
    case 'in':
      return sql`${column} = any(${[value].flat().map(String)}::text[])`;
    case 'notIn':
      return sql`(${column} = any(${[value].flat().map(String)}::text[])) is not true`;
    case 'exists':
      return value ? sql`${column} is not null` : sql`${column} is null`;
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return textCondition(
        column,
        op,
        field === 'email' ? String(value).toLowerCase() : `${value}`,
      );
    default:
      return instantCondition(column, op, value, at);
  }
}
