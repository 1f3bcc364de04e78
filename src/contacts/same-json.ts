/**
 * Whether two JSON values are the same to PostgreSQL's jsonb: the order of keys doesn't count, and
 * -0 is 0. Decides whether an upsert changes anything (P16). Values are at most 10 levels deep.
 */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameJson(valueAt(a, key), valueAt(b, key)));
}

function valueAt(value: object, key: string): unknown {
  return (value as Record<string, unknown>)[key];
}
