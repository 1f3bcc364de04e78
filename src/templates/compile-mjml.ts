import mjml2html from 'mjml';

/** Lines count from 1. */
export type MjmlFault = { line: number; message: string };
export type Compiled = { html: string } | { faults: MjmlFault[] };

/** More help nobody; a megabyte of unknown elements has 200,000. */
const MAX_FAULTS = 50;

/**
 * HTML of MJML, or what is wrong with it. No file is read and no font service is linked: includes are
 * refused, and a font is what the author's own `mj-font` names. Takes seconds for hostile input and
 * overflows the stack on deep nesting: run it in the publishing thread only.
 */
export async function compileMjml(source: string): Promise<Compiled> {
  const live = withoutComments(source);
  const faults = [...missingParts(live), ...includes(live), ...unclosed(live)];
  if (faults.length > 0) return { faults: faults.slice(0, MAX_FAULTS) };
  const { html, errors } = await mjml2html(source, {
    ...{ ignoreIncludes: true, fonts: {}, keepComments: false, validationLevel: 'soft' },
  });
  // A variable may stand where a colour or a width is meant; what it will be nobody knows yet.
  const refused = errors.filter(({ message }) => !message.includes('{{')).slice(0, MAX_FAULTS);
  if (refused.length === 0) return { html: html.trim() };
  return {
    faults: refused.map(({ line, tagName, message }) => ({
      line,
      message: `<${tagName}>: ${message}`,
    })),
  };
}

/** Blanks in their place: what follows stays in its line. */
function withoutComments(source: string): string {
  return source.replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ' '));
}

function missingParts(live: string): MjmlFault[] {
  if (!/^\s*<mjml[\s>]/.test(live)) return [{ line: 1, message: 'must begin with <mjml>' }];
  if (!/<mj-body[\s>]/.test(live)) return [{ line: 1, message: 'must have an <mj-body>' }];
  return [];
}

/** The parser drops an include without a word; its author would miss it in the mail. */
function includes(live: string): MjmlFault[] {
  return [...live.matchAll(/<mj-include\b/g)].slice(0, MAX_FAULTS).map(({ index }) => ({
    line: lineAt(live, index),
    message: '<mj-include> reads files and is not offered: put its content here',
  }));
}

/** The parser closes them where it likes. The first is told: the rest follows from it. */
function unclosed(live: string): MjmlFault[] {
  const open: { name: string; index: number }[] = [];
  for (const { 1: slash, 2: name = '', 3: end, index } of live.matchAll(TAG)) {
    if (slash === '') {
      if (end !== '/') open.push({ name, index });
      continue;
    }
    const last = open.pop();
    if (last?.name === name) continue;
    const [at, message] = last
      ? [last.index, `<${last.name}> is not closed before </${name}>`]
      : [index, `</${name}> closes nothing`];
    return [{ line: lineAt(live, at), message }];
  }
  return open.slice(-1).map(({ name, index }) => ({
    line: lineAt(live, index),
    message: `<${name}> is not closed`,
  }));
}

/** MJML's own elements; the HTML inside `mj-text` and `mj-raw` is as HTML is. */
const TAG = /<(\/?)(mjml|mj-[a-z-]+)(?:"[^"]*"|'[^']*'|[^"'>/]|\/(?!>))*(\/?)>/g;

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
