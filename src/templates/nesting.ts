/** Mail builders nest a few dozen levels; the libraries that process HTML recurse over each. */
export const MAX_NESTING = 500;

const TAG = /<(\/?)([A-Za-z][^\s/>]*)/g;

/** How many end tags may be left out where HTML allows that. */
const MAX_UNCLOSED = 5_000;

const VOID = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);
const END_TAG_OPTIONAL = new Set(
  'p li dt dd tr td th thead tbody tfoot colgroup option'.split(' '),
);

/**
 * Whether elements stand deeper in each other than MAX_NESTING. An estimate in one pass, which
 * refuses a megabyte of opening tags at once instead of after the thread's time limit (P33).
 */
export function nestsTooDeeply(html: string): boolean {
  let depth = 0;
  let unclosed = 0;
  for (const [, slash, name] of html.matchAll(TAG)) {
    const tag = (name as string).toLowerCase();
    if (VOID.has(tag)) continue;
    const change = slash === '' ? 1 : -1;
    if (END_TAG_OPTIONAL.has(tag)) unclosed = Math.max(0, unclosed + change);
    else depth = Math.max(0, depth + change);
    if (depth > MAX_NESTING || unclosed > MAX_UNCLOSED) return true;
  }
  return false;
}
