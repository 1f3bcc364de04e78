import type { Comparison, Filter } from './filter.ts';

/** A part that needs something else to be there: a segment, an import, a campaign. */
export type Reference = { kind: 'segment' | 'import' | 'campaign'; id: string; path: string };

/** Everything that a filter refers to, each time that it does, with the path of the id. */
export function referencesOf(filter: Filter, path: string): Reference[] {
  if ('and' in filter)
    return filter.and.flatMap((part, i) => referencesOf(part, `${path}.and.${i}`));
  if ('or' in filter) return filter.or.flatMap((part, i) => referencesOf(part, `${path}.or.${i}`));
  if ('not' in filter) return referencesOf(filter.not, `${path}.not`);
  if ('segmentId' in filter) {
    return [{ kind: 'segment', id: filter.segmentId, path: `${path}.segmentId` }];
  }
  return leafReferences(filter, `${path}.value`);
}

function leafReferences({ field, op, value }: Comparison, path: string): Reference[] {
  if (field === 'activity' && op !== 'notMailedForDays') {
    return [{ kind: 'campaign', id: String(value), path }];
  }
  if (field !== 'imports') return [];
  if (!Array.isArray(value)) return [{ kind: 'import', id: String(value), path }];
  return value.map((id, i) => ({ kind: 'import', id: String(id), path: `${path}.${i}` }));
}

/** How many parts a filter has, a segment counting as one. */
export function sizeOf(filter: Filter): number {
  if ('and' in filter) return 1 + sum(filter.and.map(sizeOf));
  if ('or' in filter) return 1 + sum(filter.or.map(sizeOf));
  return 'not' in filter ? 1 + sizeOf(filter.not) : 1;
}

function sum(numbers: number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
