export const MAX_ATTRIBUTES_BYTES = 8_192;
export const MAX_ATTRIBUTES_DEPTH = 10;
export const MAX_ATTRIBUTE_KEY = 128;

/**
 * What is wrong with attributes, or null: at most `most` octets (8 KiB) as JSON text, 10 levels of objects and
 * arrays (`{"a": 1}` is one level), keys of 1 to 128 characters (contract: Contacts).
 */
export function attributesFault(
  attributes: Record<string, unknown>,
  most: number = MAX_ATTRIBUTES_BYTES,
): string | null {
  const fault = shapeFault(attributes);
  if (fault) return fault;
  const bytes = Buffer.byteLength(JSON.stringify(attributes));
  if (bytes <= most) return null;
  return `must have at most ${most} bytes as JSON; these have ${bytes}`;
}

// A stack of its own, not recursion: a body of 5 MB can nest a million levels deep.
function shapeFault(attributes: object): string | null {
  const stack: [object, number][] = [[attributes, 1]];
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    const [value, depth] = entry;
    if (depth > MAX_ATTRIBUTES_DEPTH) return `must nest at most ${MAX_ATTRIBUTES_DEPTH} levels`;
    for (const [key, child] of Object.entries(value)) {
      const fault = keyFault(key);
      if (fault) return fault;
      if (typeof child === 'object' && child !== null) stack.push([child, depth + 1]);
      // JSON.parse reads 1e999 as Infinity, which JSON.stringify would turn into null.
      if (typeof child === 'number' && !Number.isFinite(child)) return 'has a number out of range';
    }
  }
  return null;
}

function keyFault(key: string): string | null {
  if (key === '') return 'must not have an empty key';
  if (key.length <= MAX_ATTRIBUTE_KEY || [...key].length <= MAX_ATTRIBUTE_KEY) return null;
  return `must have keys of at most ${MAX_ATTRIBUTE_KEY} characters`;
}
