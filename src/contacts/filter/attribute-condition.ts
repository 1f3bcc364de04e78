import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { attributePath, type Comparison, type Operator, type Scalar } from './filter.ts';
import { instantCondition, textCondition } from './value-condition.ts';

/** Up to here a list is looked up value by value in the index; beyond it rows are read and compared. */
export const MAX_LOOKED_UP = 20;

/**
 * A comparison with an attribute. Its type counts: 5 is not "5", `lt` and its like hold for numbers only,
 * `contains` for texts only, dates are ISO 8601 texts (instant.ts). A null is as good as missing. Whatever
 * a contact has there, no cast can fail.
 */
export function attributeCondition(leaf: Comparison, at: RawBuilder<Date>): RawBuilder<SqlBool> {
  const { field, op, value } = leaf;
  const path = attributePath(field);
  const held = valueAt(path);
  switch (op) {
    case 'eq':
      return contained(path, value);
    case 'ne':
      return sql`(${contained(path, value)}) is not true`;
    case 'has':
      return contained(path, [value as Scalar]);
    case 'in':
      return isOneOf(path, [value].flat());
    case 'notIn':
      return sql`(${isOneOf(path, [value].flat())}) is not true`;
    case 'exists':
      return sql`(jsonb_typeof(${held}) <> 'null') ${value ? sql`is true` : sql`is not true`}`;
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return textCondition(textOf(held), op, String(value));
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return sql`${numberOf(held)} ${ORDER[op]!} ${String(value)}::numeric`;
    default:
      return instantCondition(sql`iso_instant(${textOf(held)})`, op, value, at);
  }
}

const ORDER: Partial<Record<Operator, RawBuilder<unknown>>> = {
  lt: sql`<`,
  lte: sql`<=`,
  gt: sql`>`,
  gte: sql`>=`,
};

/** What stands at the end of the path. Not `#>`: with that "0" would be a place in an array as well. */
function valueAt(path: string[]): RawBuilder<unknown> {
  return sql`(${path.reduce((held, name) => sql`${held} -> ${name}::text`, sql`c.attributes`)})`;
}

/** Equality by containment, which is what the index on attributes can look up. */
function contained(path: string[], value: Scalar | Scalar[]): RawBuilder<SqlBool> {
  // Entries, not a literal: the name may be __proto__.
  const sought = path.reduceRight<unknown>(
    (inner, name) => Object.fromEntries([[name, inner]]),
    value,
  );
  return sql`c.attributes @> ${JSON.stringify(sought)}::jsonb`;
}

function isOneOf(path: string[], values: Scalar[]): RawBuilder<SqlBool> {
  if (values.length > MAX_LOOKED_UP) {
    return sql`${valueAt(path)} = any(${values.map((one) => JSON.stringify(one))}::jsonb[])`;
  }
  return sql`(${sql.join(
    values.map((one) => contained(path, one)),
    sql` or `,
  )})`;
}

function textOf(held: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when jsonb_typeof(${held}) = 'string' then ${held} #>> '{}' end`;
}

function numberOf(held: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when jsonb_typeof(${held}) = 'number' then ${held}::numeric end`;
}
