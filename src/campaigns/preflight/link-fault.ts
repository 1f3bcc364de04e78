import { printable, type Variable } from '../../templates/variables.ts';

const FIRST_HOLE = /^\s*\{\{\s*([^{}\s]{1,128})\s*\}\}/;
/** What a link in a mail may be; `#part` leads to a part of the same mail. */
const WHOLE = /^(?:https:\/\/[^/]|mailto:.|tel:.|sms:.|#.)/i;

/**
 * What is wrong with the address of a link, or null. Of one that begins with a variable, its fallback is
 * looked at; without a fallback only each contact knows.
 */
export function linkFault(
  href: string,
  variables: readonly Variable[],
): 'link_empty' | 'link_not_https' | null {
  const address = withFallback(href, variables)?.trim();
  if (address === undefined) return null;
  if (address === '' || address === '#') return 'link_empty';
  return WHOLE.test(address) ? null : 'link_not_https';
}

function withFallback(href: string, variables: readonly Variable[]): string | undefined {
  const hole = FIRST_HOLE.exec(href);
  if (!hole) return href;
  const fallback = printable(variables.find(({ name }) => name === hole[1])?.fallback);
  return fallback === undefined ? undefined : fallback + href.slice(hole[0].length);
}
