import { normaliseAddress } from '../../lib/address.ts';
import type { Comparison, Filter, Scalar } from './filter.ts';

/**
 * The filter with whole addresses in the one form in which contacts have theirs: so an erasure finds a
 * person's in it (P45).
 */
export function storedForm(filter: Filter): Filter {
  if ('and' in filter) return { and: filter.and.map(storedForm) };
  if ('or' in filter) return { or: filter.or.map(storedForm) };
  if ('not' in filter) return { not: storedForm(filter.not) };
  if ('segmentId' in filter || filter.field !== 'email') return filter;
  return storedComparison(filter);
}

function storedComparison({ field, op, value }: Comparison): Comparison {
  if (Array.isArray(value)) return { field, op, value: value.map(storedAddress) };
  return { field, op, value: op === 'eq' || op === 'ne' ? storedAddress(value) : value };
}

function storedAddress(value: Scalar): Scalar {
  return normaliseAddress(String(value)) ?? value;
}
