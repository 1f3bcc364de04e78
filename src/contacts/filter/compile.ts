import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { plannedAnew } from '../../db/prepared.ts';
import { PressrunError } from '../../lib/errors.ts';
import { attributeCondition } from './attribute-condition.ts';
import { columnCondition } from './column-condition.ts';
import { type Comparison, type Filter, kindOf } from './filter.ts';
import { activityCondition, importCondition } from './history-condition.ts';

export type Condition = RawBuilder<SqlBool>;

/** Filters of segments by id: all that a filter refers to, at first or second hand. */
export type Definitions = ReadonlyMap<string, Filter>;

/**
 * Parts with those of the segments inside counted each time: what becomes of them is one statement, which
 * takes 65,535 parameters. A part has at most 43.
 */
export const MAX_WHOLE = 1_000;
/** The same of one that is saved: an audience that leaves it out is `{and: [{not: {segmentId}}]}`. */
export const MAX_SAVED = MAX_WHOLE - 3;
/** Segments inside one another. */
export const MAX_CHAIN = 10;

/** How far a filter is compiled: which segments are open around it, and how many parts there were. */
type Walk = {
  definitions: Definitions;
  at: RawBuilder<Date>;
  open: string[];
  counted: { n: number };
};

/**
 * The condition of a filter over `contacts c`. Values are parameters, and no name comes from the filter.
 * It may be null instead of false: where it stands under a WHERE and its `and`s and `or`s that is the
 * same, and leaves indexes their use; `not` settles it. It has to run inside the tenant. `at` is the
 * instant that days are counted back from; null: now.
 *
 * Throws 422 for a segment that `definitions` hasn't, for one that leads back to itself, and beyond
 * MAX_WHOLE parts or MAX_CHAIN segments inside one another.
 */
export function compileFilter(
  filter: Filter,
  definitions: Definitions,
  at: Date | null,
): Condition {
  const instant = at === null ? sql<Date>`now()` : sql<Date>`${at}::timestamptz`;
  const walk = { definitions, at: instant, open: [], counted: { n: 0 } };
  return sql`(${plannedAnew} ${compilePart(filter, walk)})`;
}

function compilePart(filter: Filter, walk: Walk): Condition {
  walk.counted.n += 1;
  if (walk.counted.n > MAX_WHOLE) {
    throw refused(
      `With the segments in it the filter has over ${MAX_WHOLE} parts; make it simpler`,
    );
  }
  if ('and' in filter) return joined(filter.and, sql` and `, walk);
  if ('or' in filter) return joined(filter.or, sql` or `, walk);
  if ('not' in filter) return sql`(${compilePart(filter.not, walk)}) is not true`;
  if ('segmentId' in filter) return compileSegment(filter.segmentId, walk);
  return compileLeaf(filter, walk);
}

function joined(parts: Filter[], word: RawBuilder<unknown>, walk: Walk): Condition {
  return sql`(${sql.join(
    parts.map((part) => compilePart(part, walk)),
    word,
  )})`;
}

function compileSegment(id: string, walk: Walk): Condition {
  const filter = walk.definitions.get(id);
  if (!filter) throw refused(`The segment ${id} is gone; take it out of the filter`);
  if (walk.open.includes(id)) throw refused(`The segment ${id} leads back to itself`);
  if (walk.open.length >= MAX_CHAIN) {
    throw refused(`Segments may stand in one another ${MAX_CHAIN} deep; make it simpler`);
  }
  return compilePart(filter, { ...walk, open: [...walk.open, id] });
}

function compileLeaf(leaf: Comparison, { at }: Walk): Condition {
  switch (kindOf(leaf.field)) {
    case 'attribute':
      return attributeCondition(leaf, at);
    case 'imports':
      return importCondition(leaf);
    case 'activity':
      return activityCondition(leaf, at);
    default:
      return columnCondition(leaf, at);
  }
}

function refused(message: string): PressrunError {
  return new PressrunError('unprocessable', message, [{ path: 'segmentId', message }]);
}
