/** Where in the HTML a hole stands, as far as it matters for what may be printed there. */
export type HtmlPosition = {
  /** Not inside quotes: a space in the value would begin a new attribute. */
  bare: boolean;
  /** In an attribute that holds an address: at its scheme, behind it, or elsewhere. */
  url: 'scheme' | 'behind' | null;
};

const URL_ATTRIBUTES = new Set(
  'href src action formaction background poster cite data longdesc xlink:href'.split(' '),
);

/** An attribute's name with what leads to its value, the end of the tag, or a stray sign. */
const TAG_TOKEN = /[\s/]*(?:([^\s"'<>/=]+)(\s*=\s*(["']?))?|[>"'<=])/y;

/** Text between tags; in a tag, between attributes; in an attribute's value. */
type State =
  | { at: 'text' }
  | { at: 'tag' }
  | { at: 'value'; url: boolean; quote: string; behindScheme: boolean };

/**
 * The position of each hole of a template, from the literals around it. A tokenizer just deep
 * enough for attributes: comments are read like HTML, since Outlook does so with conditional ones.
 * One pass, no stack.
 */
export function htmlPositions(literals: readonly string[]): HtmlPosition[] {
  const positions: HtmlPosition[] = [];
  let state: State = { at: 'text' };
  for (let i = 0; i < literals.length - 1; i++) {
    state = advance(state, literals[i] as string);
    positions.push(positionOf(state));
  }
  return positions;
}

function positionOf(state: State): HtmlPosition {
  if (state.at !== 'value') return { bare: state.at === 'tag', url: null };
  const url = state.url ? (state.behindScheme ? 'behind' : 'scheme') : null;
  return { bare: state.quote === '', url };
}

/** Reads one literal and returns the state at its end. */
function advance(from: State, literal: string): State {
  let state = from;
  let at = 0;
  while (at < literal.length) {
    const next: [State, number] =
      state.at === 'text'
        ? readText(literal, at)
        : state.at === 'tag'
          ? readTag(literal, at)
          : readValue(state, literal, at);
    [state, at] = next;
  }
  return state;
}

function readText(literal: string, at: number): [State, number] {
  const open = literal.indexOf('<', at);
  if (open < 0) return [{ at: 'text' }, literal.length];
  return /[A-Za-z/]/.test(literal.charAt(open + 1))
    ? [{ at: 'tag' }, open + 1]
    : [{ at: 'text' }, open + 1];
}

function readTag(literal: string, at: number): [State, number] {
  TAG_TOKEN.lastIndex = at;
  const match = TAG_TOKEN.exec(literal);
  if (!match) return [{ at: 'tag' }, literal.length];
  const end = TAG_TOKEN.lastIndex;
  if (match[2] !== undefined) {
    const url = URL_ATTRIBUTES.has((match[1] as string).toLowerCase());
    return [{ at: 'value', url, quote: match[3] as string, behindScheme: false }, end];
  }
  return [{ at: match[0].endsWith('>') ? 'text' : 'tag' }, end];
}

function readValue(state: State & { at: 'value' }, literal: string, at: number): [State, number] {
  const rest = state.quote === '' ? /[\s>]/g : state.quote === '"' ? /"/g : /'/g;
  rest.lastIndex = at;
  const end = rest.exec(literal)?.index;
  if (end === undefined) {
    const behindScheme = state.behindScheme || /[:/?#]/.test(literal.slice(at));
    return [{ ...state, behindScheme }, literal.length];
  }
  // An unquoted value leaves its '>' to the tag.
  return [{ at: 'tag' }, state.quote === '' && literal[end] === '>' ? end : end + 1];
}
