import { MAX_LOOKED_UP } from './attribute-condition.ts';
import type { Definitions } from './compile.ts';
import { type Comparison, type Filter, kindOf, type Operator } from './filter.ts';

/** A part that no index answers, and why. */
export type SlowPart = { path: string; why: string };

/** Whether indexes answer a filter; if not, which of its parts make every contact be looked at. */
export type Speed = { indexed: boolean; slowParts: SlowPart[] };

/** What there is to answer with: the segments, and whether the index on attributes can be used. */
export type Means = { definitions: Definitions; looksUpAttributes: boolean };

/**
 * What indexes can do for a part. `found`: they find its contacts, also as one of several in an `or`.
 * `joined`: they do from another table, which only narrows an `and`. `listed`: its columns are all in
 * the index `contacts_by_audience`, which can be counted without the contacts. A part may be `found` and
 * `listed`.
 */
type Reach = { found: boolean; joined: boolean; listed: boolean; slow: SlowPart[] };

/**
 * How fast these filters together (all hold) can be counted, by their shape alone. Indexed is what can be
 * looked up, however many contacts that are; a value that most contacts have is read from the table all the
 * same.
 */
export function speedOf(parts: { filter: Filter; path: string }[], means: Means): Speed {
  const reaches = parts.map(({ filter, path }) => reachOf(filter, means, path));
  const { found, joined, listed, slow } = both(reaches);
  const indexed = found || joined || listed;
  return { indexed, slowParts: indexed ? [] : slow };
}

function reachOf(filter: Filter, means: Means, path: string): Reach {
  if ('and' in filter) {
    return both(filter.and.map((part, i) => reachOf(part, means, `${path}.and.${i}`)));
  }
  if ('or' in filter) {
    return either(filter.or.map((part, i) => reachOf(part, means, `${path}.or.${i}`)));
  }
  if ('not' in filter) return opposite(reachOf(filter.not, means, `${path}.not`), path);
  if ('segmentId' in filter) return reachOfSegment(filter.segmentId, means, path);
  return reachOfLeaf(filter, means, path);
}

/** One part that narrows is enough: the others are asked of what it leaves. */
function both(parts: Reach[]): Reach {
  return {
    found: parts.some(({ found }) => found),
    joined: parts.some(({ joined }) => joined),
    listed: parts.every(({ listed }) => listed),
    slow: parts.flatMap(({ listed, slow }) => (listed ? [] : slow)),
  };
}

/** Every part has to be found: one that isn't makes every contact be looked at. */
function either(parts: Reach[]): Reach {
  return {
    found: parts.every(({ found }) => found),
    joined: false,
    listed: parts.every(({ listed }) => listed),
    slow: parts.flatMap(({ found, slow }) => (found ? [] : slow)),
  };
}

function opposite({ listed }: Reach, path: string): Reach {
  const why = 'an index finds what is there, not what is not';
  return { found: false, joined: false, listed, slow: [{ path, why }] };
}

/** What is slow in a segment is said where it is named: its own paths are another filter's. */
function reachOfSegment(id: string, means: Means, path: string): Reach {
  const filter = means.definitions.get(id);
  if (!filter) return unfound(path, 'the segment is gone');
  const reach = reachOf(filter, means, '');
  const slow = reach.slow.map(({ path: inner, why }) => ({
    path,
    why: `in it ${inner.slice(1)}: ${why}`,
  }));
  return { ...reach, slow };
}

function reachOfLeaf(leaf: Comparison, means: Means, path: string): Reach {
  const { field, op } = leaf;
  const kind = kindOf(field);
  if (LISTED.includes(field)) {
    const found = FINDING.includes(op) && field !== 'optIn';
    return {
      found,
      joined: false,
      listed: true,
      slow: [{ path, why: 'too many contacts fulfil it' }],
    };
  }
  if (kind === 'attribute') return reachOfAttribute(leaf, means, path);
  if (kind === 'instant' && INDEXED_INSTANTS.includes(field) && op !== 'exists') return FOUND;
  if (UNIQUE.includes(field) && FINDING.includes(op)) return FOUND;
  if (JOINING.includes(op) && (kind === 'imports' || kind === 'activity')) {
    const slow = [{ path, why: 'it is looked up elsewhere, which helps only beside `and`' }];
    return { found: false, joined: true, listed: false, slow };
  }
  if (op === 'notMailedForDays') return unfound(path, 'the messages of recent campaigns are read');
  return unfound(path, `there is no index for ${op} on ${field}`);
}

function reachOfAttribute({ op, value, field }: Comparison, means: Means, path: string): Reach {
  if (!means.looksUpAttributes) {
    return unfound(path, 'this database can not look attributes up; see docs/operations.md');
  }
  if (op === 'eq' || op === 'has') return FOUND;
  if (op !== 'in') return unfound(path, `there is no index for ${op} on ${field}`);
  if ([value].flat().length <= MAX_LOOKED_UP) return FOUND;
  return unfound(path, `lists of over ${MAX_LOOKED_UP} values are compared contact by contact`);
}

const LISTED = ['locale', 'source', 'projectId', 'optIn'];
const UNIQUE = ['email', 'externalId'];
const INDEXED_INSTANTS = ['createdAt', 'updatedAt'];
const FINDING: Operator[] = ['eq', 'in'];
const JOINING: Operator[] = ['has', 'in', 'sent', 'opened', 'clicked'];

const FOUND: Reach = { found: true, joined: false, listed: false, slow: [] };

function unfound(path: string, why: string): Reach {
  return { found: false, joined: false, listed: false, slow: [{ path, why }] };
}
