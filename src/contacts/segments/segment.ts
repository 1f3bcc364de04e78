import { invalidField } from '../../lib/errors.ts';
import { MAX_CHAIN, MAX_SAVED } from '../filter/compile.ts';
import type { Filter } from '../filter/filter.ts';

/** A saved filter of a tenant. */
export type Segment = {
  id: string;
  name: string;
  filter: Filter;
  createdAt: Date;
  updatedAt: Date;
};

/** Who would miss a segment: what an answer shows of them, at most MAX_SHOWN of each. */
export type Usage = {
  segments: { id: string; name: string }[];
  campaigns: { id: string; name: string; status: string }[];
};

/** Segments of a tenant. */
export const MAX_SEGMENTS = 1_000;
export const MAX_SHOWN = 100;

/** What of a segment matters to the others: whom it refers to, and how large it is. */
export type Link = { id: string; name: string; refersTo: string[]; parts: number };

/**
 * Throws 400 when `changed` leads back to itself, or makes itself or one that refers to it larger than a
 * statement may be. `links` are all segments of the tenant, with `changed` as it shall be.
 */
export function requireSound(links: Link[], changed: Link, path: string): void {
  const byId = new Map(links.map((link) => [link.id, link]));
  const circle = wayBack(byId, changed, changed.id, new Set());
  if (circle) {
    const way = [changed, ...circle].map(({ name }) => `"${name}"`).join(' → ');
    throw invalidField(path, `leads back to itself: ${way}; a segment can not contain itself`);
  }
  const known = new Map<string, Whole>();
  for (const link of links) {
    const { parts, deep } = wholeOf(byId, link, known);
    const which = link === changed ? '' : `the segment "${link.name}" `;
    if (parts > MAX_SAVED) {
      const most = `with the segments in it, it has over ${MAX_SAVED} parts`;
      throw invalidField(path, `makes ${which}too large: ${most}`);
    }
    if (deep > MAX_CHAIN) {
      const most = `segments may stand in one another ${MAX_CHAIN} deep`;
      throw invalidField(path, `nests ${which}too deep: ${most}`);
    }
  }
}

/** The segments on a way from this one to that id; null when there is none. */
function wayBack(
  byId: Map<string, Link>,
  from: Link,
  to: string,
  seen: Set<string>,
): Link[] | null {
  for (const id of from.refersTo) {
    const next = byId.get(id);
    if (!next || (seen.has(id) && id !== to)) continue;
    if (id === to) return [next];
    seen.add(id);
    const rest = wayBack(byId, next, to, seen);
    if (rest) return [next, ...rest];
  }
  return null;
}

/** Parts with those of the segments inside, as `compileFilter` counts them, and how deep these go. */
type Whole = { parts: number; deep: number };

/** Without circles it ends. */
function wholeOf(byId: Map<string, Link>, link: Link, known: Map<string, Whole>): Whole {
  const before = known.get(link.id);
  if (before) return before;
  const whole = { parts: link.parts, deep: 1 };
  for (const id of link.refersTo) {
    const inner = byId.get(id);
    if (!inner) continue;
    const { parts, deep } = wholeOf(byId, inner, known);
    whole.parts += parts;
    whole.deep = Math.max(whole.deep, deep + 1);
  }
  known.set(link.id, whole);
  return whole;
}
