/** Where the value of an `href` stands in one literal of a template, its quotes included. */
export type Href = { literal: number; from: number; to: number; value: string };

/** Elements that a reader clicks; `v:` are Outlook's buttons. */
const CLICKED = /^(?:a|area|v:(?:rect|roundrect|oval|shape))$/i;
const TAG_NAME = /\/?([A-Za-z][^\s/>]*)/y;
/** An attribute's name with what leads to its value, the end of the tag, or a stray sign. */
const TAG_TOKEN = /[\s/]*(?:([^\s"'<>/=]+)(\s*=\s*(["']?))?|[>"'<=])/y;

type State =
  | { at: 'text' }
  | { at: 'tag'; clicked: boolean }
  | { at: 'value'; clicked: boolean; isHref: boolean; quote: string; from: number | null };

/**
 * The links of HTML with holes, as far as each stands between two holes: a value with a hole in it is
 * another one for each reader. A tokenizer just deep enough for attributes, as htmlPositions: comments
 * are read like HTML, since Outlook does so with conditional ones. One pass, no stack.
 */
export function findHrefs(literals: readonly string[]): Href[] {
  const found: Href[] = [];
  let state: State = { at: 'text' };
  literals.forEach((text, literal) => {
    // What began before a hole isn't whole in this literal.
    if (state.at === 'value') state = { ...state, from: null };
    for (let at = 0; at < text.length; ) {
      const before = state;
      [state, at] = step(state, text, at);
      const { from } = before.at === 'value' ? before : { from: null };
      if (before.at !== 'value' || state.at === 'value' || from === null) continue;
      if (!before.clicked || !before.isHref) continue;
      const quotes = before.quote.length;
      found.push({
        ...{ literal, from: from - quotes, to: at },
        value: text.slice(from, at - quotes),
      });
    }
  });
  return found;
}

function step(state: State, text: string, at: number): [State, number] {
  if (state.at === 'text') return readText(text, at);
  return state.at === 'tag' ? readTag(state, text, at) : readValue(state, text, at);
}

function readText(text: string, at: number): [State, number] {
  const open = text.indexOf('<', at);
  if (open < 0) return [{ at: 'text' }, text.length];
  TAG_NAME.lastIndex = open + 1;
  const name = TAG_NAME.exec(text)?.[1];
  if (name === undefined) return [{ at: 'text' }, open + 1];
  return [{ at: 'tag', clicked: CLICKED.test(name) }, TAG_NAME.lastIndex];
}

function readTag(state: State & { at: 'tag' }, text: string, at: number): [State, number] {
  TAG_TOKEN.lastIndex = at;
  const match = TAG_TOKEN.exec(text);
  if (!match) return [state, text.length];
  const end = TAG_TOKEN.lastIndex;
  if (match[2] === undefined) return [match[0].endsWith('>') ? { at: 'text' } : state, end];
  const isHref = (match[1] as string).toLowerCase() === 'href';
  const quote = match[3] as string;
  return [{ at: 'value', clicked: state.clicked, isHref, quote, from: end }, end];
}

function readValue(state: State & { at: 'value' }, text: string, at: number): [State, number] {
  const { quote, clicked } = state;
  const rest = quote === '' ? /[\s>]/g : quote === '"' ? /"/g : /'/g;
  rest.lastIndex = at;
  const end = rest.exec(text)?.index;
  if (end === undefined) return [state, text.length];
  return [{ at: 'tag', clicked }, end + quote.length];
}
