import { PressrunError } from '../lib/errors.ts';
import { VARIABLE_NAME } from './variables.ts';

/** A parsed source: `literals[0] {{names[0]}} literals[1] …`, one literal more than names. */
export type Template = { literals: readonly string[]; names: readonly string[] };

/** More placeholders than any mail has; compiled they take 5 MB at most, measured (P33: 16 MB). */
export const MAX_HOLES = 10_000;

/** Bounded, so that a megabyte of opening braces costs no more than a megabyte of anything. */
const HOLE = /\{\{([^{}]{1,192})\}\}/g;

/**
 * Finds the `{{name}}` of a source; spaces inside are allowed. What isn't a name stays as it is
 * written. Line breaks become `\n`, NUL is dropped and lone surrogates become U+FFFD, so that a
 * rendered text is just what a reader of the message will see. Linear in the source's length.
 * Throws `unprocessable` beyond MAX_HOLES.
 */
export function parseTemplate(source: string): Template {
  const literals: string[] = [];
  const names: string[] = [];
  let literal = '';
  let at = 0;
  const text = cleanText(source);
  for (const match of text.matchAll(HOLE)) {
    const name = (match[1] as string).trim();
    literal += text.slice(at, match.index);
    at = match.index + match[0].length;
    if (!VARIABLE_NAME.test(name)) {
      literal += match[0];
      continue;
    }
    literals.push(literal);
    names.push(name);
    literal = '';
    if (names.length > MAX_HOLES) throw tooManyHoles();
  }
  literals.push(literal + text.slice(at));
  return { literals, names };
}

function tooManyHoles(): PressrunError {
  return new PressrunError('unprocessable', 'the template has more than 10,000 placeholders');
}

/** One kind of line break, no NUL, well-formed: what every literal and value goes through. */
export function cleanText(text: string): string {
  if (!/[\0\r\ud800-\udfff]/.test(text)) return text;
  return text.replaceAll('\0', '').replace(/\r\n?/g, '\n').toWellFormed();
}

/** The names in the order of their first use, each once. */
export function variablesIn(...templates: readonly Template[]): string[] {
  return [...new Set(templates.flatMap((template) => template.names))];
}
