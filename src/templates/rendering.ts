import { asciiClass } from '../lib/ascii-class.ts';
import { headerText } from '../smtp/header.ts';
import { type Fill, fillPattern, type Pattern } from '../smtp/pattern.ts';
import { type HtmlPosition, htmlPositions } from './html-position.ts';
import { mayBeginUrl, mayStandInUrl } from './safe-url.ts';
import { cleanText, parseTemplate, type Template, variablesIn } from './template.ts';
import { printable, type RenderValues, readerOf, type Variable } from './variables.ts';

/** Where a template is printed: values are escaped in HTML only. */
export type Channel = 'html' | 'text' | 'subject';

/** The parts of a template version that are rendered, as they are stored. */
export type VersionSource = {
  subject: string;
  htmlBody: string;
  textBody?: string | null | undefined;
  variables: readonly Variable[];
};

/** A version's three patterns, ready for `compileMessage({ ...patterns, from, … })`. */
export type VersionPatterns = {
  subject: Pattern<RenderValues>;
  html: Pattern<RenderValues>;
  text: Pattern<RenderValues> | undefined;
};

export function compileVersion(version: VersionSource): VersionPatterns {
  const compile = (source: string, channel: Channel) =>
    compileTemplate(parseTemplate(source), channel, version.variables);
  return {
    subject: compile(version.subject, 'subject'),
    html: compile(version.htmlBody, 'html'),
    text: version.textBody ? compile(version.textBody, 'text') : undefined,
  };
}

/**
 * Resolves a template's names for one channel. The fills never throw and never print `undefined`:
 * a value that isn't text, a number or a boolean gives the variable's fallback, or nothing.
 */
export function compileTemplate(
  template: Template,
  channel: Channel,
  variables: readonly Variable[] = [],
): Pattern<RenderValues> {
  const declared = new Map(variables.map((variable) => [variable.name, variable]));
  const positions = channel === 'html' ? htmlPositions(template.literals) : [];
  const fills = new Map<string, Fill<RenderValues>>();
  const fillAt = (name: string, i: number) => {
    const following = template.literals[i + 1] as string;
    const position = positions[i];
    // Holes that print the same have the same fill: composing computes it once per message.
    const key = `${name} ${position?.url} ${position?.bare} ${following.slice(0, 1)}`;
    const guard = guardOf(declared.get(name), position, following);
    const fill =
      fills.get(key) ?? fillOf(name, declared.get(name), guard, escapeOf(channel, position));
    fills.set(key, fill);
    return fill;
  };
  return { literals: template.literals, fills: template.names.map(fillAt) };
}

/** Renders for a preview or a test: exactly the text that a reader of the sent message sees. */
export function render(
  template: Template,
  channel: Channel,
  values: RenderValues,
  variables: readonly Variable[] = [],
): string {
  const text = fillPattern(compileTemplate(template, channel, variables), values);
  return channel === 'subject' ? headerText(text) : text;
}

/** Names that would print nothing: no value for this recipient, and no fallback declared. */
export function missingVariables(version: VersionSource, values: RenderValues): string[] {
  return namesWithoutFallback(version).filter((name) => readerOf(name)(values) === undefined);
}

/** Names that a version prints and has no fallback for, in the order of their first use. */
export function namesWithoutFallback(version: VersionSource): string[] {
  const withFallback = new Set(version.variables.filter(hasFallback).map(({ name }) => name));
  const sources = [version.subject, version.htmlBody, version.textBody ?? ''];
  return variablesIn(...sources.map(parseTemplate)).filter((name) => !withFallback.has(name));
}

function hasFallback(variable: Variable): boolean {
  return printable(variable.fallback) !== undefined;
}

type Test = (value: string) => boolean;

/** What a value must pass at this place, or nothing to pass. */
function guardOf(
  variable: Variable | undefined,
  position: HtmlPosition | undefined,
  following: string,
): Test | undefined {
  if (position?.url === 'behind') return mayStandInUrl;
  if (position?.url === 'scheme') return (value) => mayBeginUrl(value, following);
  const isAddress = variable?.type === 'url' || variable?.type === 'image';
  return isAddress ? (value) => mayBeginUrl(value) : undefined;
}

function fillOf(
  name: string,
  variable: Variable | undefined,
  guard: Test | undefined,
  print: (text: string) => string,
): Fill<RenderValues> {
  const read = readerOf(name);
  const given = printable(variable?.fallback) ?? '';
  const fallback = guard && !guard(given) ? '' : print(given);
  if (!guard) {
    return (values) => {
      const value = read(values);
      return value === undefined ? fallback : print(value);
    };
  }
  return (values) => {
    const value = read(values);
    return value === undefined || !guard(value) ? fallback : print(value);
  };
}

function escapeOf(channel: Channel, position: HtmlPosition | undefined): (text: string) => string {
  if (channel !== 'html') return cleanText;
  return position?.bare ? escapeBare : escapeHtml;
}

const ENTITY: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** The usual value: printable ASCII with nothing to escape or clean. */
const isPlain = asciiClass(/[ !#-%(-;=?-~]/);

/** A value as it may stand in HTML text and in quoted attributes. */
export function escapeHtml(value: string): string {
  if (isPlain(value)) return value;
  return cleanText(value).replace(/[&<>"']/g, (sign) => ENTITY[sign] as string);
}

/** A value outside quotes: what could end it or begin an attribute is escaped as well. */
function escapeBare(value: string): string {
  return escapeHtml(value).replace(/[\s=`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
