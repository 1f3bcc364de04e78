import { parseTemplate } from './template.ts';

/** Elements whose content no reader sees. */
const HIDDEN = new Set(['head', 'title', 'style', 'script', 'template']);
const TAG_NAME = /\/?([A-Za-z][^\s/>]*)/y;
const HREF = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*))/i;

/**
 * Whether a reader of the HTML can see `{{unsubscribeUrl}}`: as text or in a link. Comments (also
 * conditional ones, which one mail client alone reads) and scripts don't count. One pass, linear
 * in the length, so that it can be asked at each read of a version.
 */
export function hasUnsubscribeLink(html: string): boolean {
  if (!html.includes('unsubscribeUrl')) return false;
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    const text = html.slice(at, open < 0 ? html.length : open);
    if (printsIt(text)) return true;
    if (open < 0) return false;
    const markup = readMarkup(html, open);
    if (markup.link && printsIt(markup.link)) return true;
    at = markup.end;
  }
  return false;
}

function printsIt(source: string): boolean {
  return (
    source.includes('unsubscribeUrl') && parseTemplate(source).names.includes('unsubscribeUrl')
  );
}

/** What begins at a '<': where it ends, and where it leads to. */
type Markup = { end: number; link?: string | undefined };

function readMarkup(html: string, open: number): Markup {
  if (html.startsWith('<!--', open)) return { end: behind(html, '-->', open + 4) };
  TAG_NAME.lastIndex = open + 1;
  const name = TAG_NAME.exec(html)?.[1]?.toLowerCase();
  if (!name) return { end: open + 1 };
  const end = endOfTag(html, open + 1 + name.length);
  if (html[open + 1] === '/') return { end };
  if (HIDDEN.has(name)) return { end: endOfElement(html, name, end) };
  if (name !== 'a') return { end };
  const href = HREF.exec(html.slice(open, end));
  return { end, link: href?.[1] ?? href?.[2] ?? href?.[3] };
}

/** Behind the tag's '>', which may also stand in a quoted attribute. */
function endOfTag(html: string, from: number): number {
  const sign = /["'>]/g;
  let at = from;
  for (;;) {
    sign.lastIndex = at;
    const found = sign.exec(html);
    if (!found) return html.length;
    if (found[0] === '>') return found.index + 1;
    at = behind(html, found[0], found.index + 1);
  }
}

function endOfElement(html: string, name: string, from: number): number {
  const close = new RegExp(`</${name}[\\s/>]`, 'gi');
  close.lastIndex = from;
  const found = close.exec(html);
  return found ? behind(html, '>', found.index) : html.length;
}

/** The end of the text, where the mark doesn't come any more: what isn't closed goes to the end. */
function behind(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from);
  return at < 0 ? html.length : at + mark.length;
}
