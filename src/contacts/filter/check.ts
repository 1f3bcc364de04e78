import { invalidField } from '../../lib/errors.ts';
import { checkComparison } from './check-comparison.ts';
import {
  type Comparison,
  type Filter,
  isPlainId,
  MAX_DEPTH,
  MAX_FILTER_BYTES,
  MAX_PARTS,
} from './filter.ts';
import { storedForm } from './stored-form.ts';

const SHAPES =
  'must be {"and": […]}, {"or": […]}, {"not": …}, {"segmentId": …} or {"field", "op", "value"}';

/**
 * Reads a filter that came from outside; throws 400 with the path at fault (`filter.and.0.value`).
 * At most 10 levels deep, 100 parts (each `and`, `or`, `not`, segment and comparison is one), lists of
 * 1,000 values, 256 KiB as JSON. Whether segments, imports and campaigns are there is not asked here.
 */
export function readFilter(value: unknown, path: string): Filter {
  checkPart(value, path, { depth: 1, counted: { parts: 0 }, top: path });
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > MAX_FILTER_BYTES) {
    throw invalidField(
      path,
      `must have at most ${MAX_FILTER_BYTES} bytes as JSON; it has ${bytes}`,
    );
  }
  return storedForm(value as Filter);
}

type Place = { depth: number; counted: { parts: number }; top: string };

function checkPart(part: unknown, path: string, place: Place): void {
  place.counted.parts += 1;
  if (place.counted.parts > MAX_PARTS) {
    throw invalidField(place.top, `must have at most ${MAX_PARTS} parts; save some as a segment`);
  }
  if (place.depth > MAX_DEPTH) throw invalidField(path, `nests deeper than ${MAX_DEPTH} levels`);
  if (typeof part !== 'object' || part === null || Array.isArray(part)) {
    throw invalidField(path, SHAPES);
  }
  if ('field' in part) checkLeaf(part, path);
  else checkJoint(part as Record<string, unknown>, path, place);
}

function checkJoint(part: Record<string, unknown>, path: string, place: Place): void {
  const [key, ...more] = Object.keys(part);
  if (more.length > 0) throw invalidField(`${path}.${cut(more[0]!)}`, `is one too many: ${SHAPES}`);
  const inner = part[key!];
  if (key === 'and' || key === 'or') checkList(inner, `${path}.${key}`, place);
  else if (key === 'not') checkPart(inner, `${path}.not`, below(place));
  else if (key !== 'segmentId') throw invalidField(path, SHAPES);
  else if (!isPlainId(inner))
    throw invalidField(`${path}.segmentId`, 'must be the id of a segment');
}

function checkList(parts: unknown, path: string, place: Place): void {
  if (!Array.isArray(parts) || parts.length === 0) {
    throw invalidField(path, 'must be a list with at least one part');
  }
  for (const [i, part] of parts.entries()) checkPart(part, `${path}.${i}`, below(place));
}

function checkLeaf(part: object, path: string): void {
  const strange = Object.keys(part).find((key) => !['field', 'op', 'value'].includes(key));
  if (strange !== undefined) throw invalidField(`${path}.${cut(strange)}`, 'is not a known field');
  for (const key of ['op', 'value']) {
    if (!(key in part)) throw invalidField(`${path}.${key}`, 'is required');
  }
  checkComparison(part as Comparison, path);
}

function below(place: Place): Place {
  return { ...place, depth: place.depth + 1 };
}

/** A key is the caller's text: an answer doesn't repeat a megabyte of it. */
function cut(key: string): string {
  return key.slice(0, 100).toWellFormed();
}
