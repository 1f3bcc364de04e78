import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Comparison, Operator } from './filter.ts';
import { parseInstant } from './instant.ts';

/** Part of a text, exactly as written: without LIKE no character means anything else. */
export function textCondition(
  text: RawBuilder<unknown>,
  op: Operator,
  part: string,
): RawBuilder<SqlBool> {
  if (op === 'contains') return sql`position(${part}::text in ${text}) > 0`;
  if (op === 'startsWith') return sql`starts_with(${text}, ${part}::text)`;
  return sql`right(${text}, length(${part}::text)) = ${part}::text`;
}

const ORDER: Partial<Record<Operator, RawBuilder<unknown>>> = {
  before: sql`<`,
  onOrBefore: sql`<=`,
  after: sql`>`,
  onOrAfter: sql`>=`,
};

/** A point of time against another, or within the last so many times 24 hours before `at`. */
export function instantCondition(
  instant: RawBuilder<unknown>,
  op: Operator,
  value: Comparison['value'],
  at: RawBuilder<Date>,
): RawBuilder<SqlBool> {
  if (op === 'inLastDays') {
    return sql`(${instant} > ${daysBefore(at, Number(value))} and ${instant} <= ${at})`;
  }
  return sql`${instant} ${ORDER[op]!} ${parseInstant(String(value))}::timestamptz`;
}

/** In hours, because a day of an interval has 23 or 25 of them where clocks change. */
export function daysBefore(at: RawBuilder<Date>, days: number): RawBuilder<Date> {
  return sql`${at} - make_interval(hours => ${days * 24})`;
}
