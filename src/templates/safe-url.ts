/** What a link or image in a mail may begin with; everything else could run as code. */
const ALLOWED = new Set(['http', 'https', 'mailto', 'tel']);

/** Refused even as a part of an address, where other schemes are harmless (`?q=urn:isbn:1`). */
const SCRIPT = /^(?:javascript|vbscript|data):/i;

/** Characters that browsers skip when they read a scheme, and invisible ones. */
const SKIPPED = /[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]+/g;

/**
 * Whether a value may begin an address. `followedBy` is what the template has behind it: with
 * `{{a}}:…` the value itself is the scheme.
 */
export function mayBeginUrl(value: string, followedBy = ''): boolean {
  if (value.startsWith('https://')) return true;
  const head = (value + followedBy.slice(0, 1)).replace(SKIPPED, '');
  const end = head.search(/[:/?#]/);
  if (end < 0 || head[end] !== ':') return true;
  return ALLOWED.has(head.slice(0, end).toLowerCase());
}

/** Whether a value may stand inside an address whose scheme the template has given. */
export function mayStandInUrl(value: string): boolean {
  return !value.includes(':') || !SCRIPT.test(value.slice(0, 200).replace(SKIPPED, ''));
}
