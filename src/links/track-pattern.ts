import { escapeHtml } from '../lib/html.ts';
import type { Fill, Pattern } from '../smtp/pattern.ts';
import { parseTemplate } from '../templates/template.ts';
import { findHrefs, type Href } from './find-hrefs.ts';
import { readLink, type TrackedLink, type Tracking } from './link.ts';

/** `token` prints the signed name of the message that is being composed. */
export type TrackingPlan<V> = Tracking & { publicUrl: string; token: Fill<V> };

/**
 * The HTML of a message as it leaves: links that are the same for every reader lead to
 * `/track/c/TOKEN?l=ID`, and a picture of one pixel stands at its end. Done once per compiled version: a
 * message costs one signature, however many links it has. Measured on Node 24, composing one with 20 links
 * takes 6.3 µs of CPU untracked, 8.9 with a pixel (2.6 of it the signature), 9.8 with its links too.
 */
export function trackPattern<V>(html: Pattern<V>, plan: TrackingPlan<V>): Pattern<V> {
  const rewritten = plan.clicks ? rewriteLinks(html, plan) : html;
  return plan.opens ? addPixel(rewritten, plan) : rewritten;
}

/** More links than any mail has; those behind them stay as they are written, so that it doesn't swell (P33). */
const MAX_LINKS = 1_000;

/** The links of this HTML that a click can be seen of, each once. Throws beyond MAX_HOLES. */
export function linksIn(html: string): TrackedLink[] {
  const found = trackedHrefs(parseTemplate(html).literals);
  return [...new Map(found.map(({ link }) => [link.id, link])).values()];
}

function trackedHrefs(literals: readonly string[]): (Href & { link: TrackedLink })[] {
  const found: (Href & { link: TrackedLink })[] = [];
  for (const href of findHrefs(literals)) {
    const link = readLink(href.value);
    if (link) found.push({ ...href, link });
    if (found.length === MAX_LINKS) break;
  }
  return found;
}

function rewriteLinks<V>(
  { literals, fills }: Pattern<V>,
  { publicUrl, token }: TrackingPlan<V>,
): Pattern<V> {
  const hrefs = Map.groupBy(trackedHrefs(literals), ({ literal }) => literal);
  const before = `"${escapeHtml(publicUrl)}/track/c/`;
  const out = { literals: [] as string[], fills: [] as Fill<V>[] };
  literals.forEach((text, i) => {
    let at = 0;
    let open = '';
    for (const { from, to, link } of hrefs.get(i) ?? []) {
      out.literals.push(open + text.slice(at, from) + before);
      out.fills.push(token);
      open = `?l=${link.id}"`;
      at = to;
    }
    out.literals.push(open + text.slice(at));
    const fill = fills[i];
    if (fill) out.fills.push(fill);
  });
  return out;
}

/** Before the end of the body; where there is none, at the end. */
function addPixel<V>(
  { literals, fills }: Pattern<V>,
  { publicUrl, token }: TrackingPlan<V>,
): Pattern<V> {
  const [i, at] = endOfBody(literals);
  const text = literals[i] as string;
  const open = `${text.slice(0, at)}<img src="${escapeHtml(publicUrl)}/track/o/`;
  const close = `" width="1" height="1" alt="" style="display:block;border:0">${text.slice(at)}`;
  return {
    literals: [...literals.slice(0, i), open, close, ...literals.slice(i + 1)],
    fills: [...fills.slice(0, i), token, ...fills.slice(i)],
  };
}

function endOfBody(literals: readonly string[]): [literal: number, at: number] {
  for (let i = literals.length - 1; i >= 0; i--) {
    const at = (literals[i] as string).toLowerCase().lastIndexOf('</body');
    if (at >= 0) return [i, at];
  }
  return [literals.length - 1, (literals.at(-1) as string).length];
}
