import { PressrunError } from '../lib/errors.ts';
import { nestsTooDeeply } from './nesting.ts';
import { runPublishThread, tooComplex } from './publish-thread.ts';
import { parseTemplate, variablesIn } from './template.ts';
import { isBuiltIn, type Variable } from './variables.ts';

/** Octets in UTF-8. */
export const MAX_HTML_BODY_BYTES = 1_000_000;
export const MAX_TEXT_BODY_BYTES = 1_000_000;
/** Characters: RFC 5322's longest line, and the contract's limit. */
export const MAX_SUBJECT_LENGTH = 998;

/** A draft as it is written. */
export type Draft = {
  subject: string;
  htmlBody: string;
  textBody?: string | null | undefined;
  variables: readonly Variable[];
};

/** What publishing makes of it. Names are in the order of their first use. */
export type Published = {
  htmlBody: string;
  textBody: string;
  variablesFound: string[];
  /** Used, but neither declared nor built in. */
  undeclared: string[];
  declaredUnused: string[];
  /** Whether a reader of the HTML can see `{{unsubscribeUrl}}`: in a link or as text. */
  hasUnsubscribeLink: boolean;
};

/**
 * Prepares a version for sending: CSS inlined, plain text made where none was given, names checked.
 * Placeholders come through as written. The heavy part runs in a thread with limits of time and
 * memory, so hostile HTML neither stops the process nor delays other tenants (P19, P33).
 * Throws `unprocessable` when a part is too large or can't be processed within the limits.
 */
export async function preparePublish(draft: Draft): Promise<Published> {
  checkSizes(draft);
  if (nestsTooDeeply(draft.htmlBody)) throw tooComplex();
  const { html, text: visible } = await runPublishThread(draft.htmlBody);
  const textBody = draft.textBody?.trim() ? draft.textBody : visible;
  const found = variablesIn(...[draft.subject, html, textBody].map(parseTemplate));
  const declared = draft.variables.map(({ name }) => name);
  return {
    htmlBody: html,
    textBody,
    variablesFound: found,
    undeclared: found.filter((name) => !declared.includes(name) && !isBuiltIn(name)),
    declaredUnused: declared.filter((name) => !found.includes(name)),
    hasUnsubscribeLink: [html, visible].every(printsUnsubscribeUrl),
  };
}

function printsUnsubscribeUrl(source: string): boolean {
  return parseTemplate(source).names.includes('unsubscribeUrl');
}

/** Limits that also hold for a draft, checked before any work is done. */
export function checkSizes(draft: Pick<Draft, 'subject' | 'htmlBody' | 'textBody'>): void {
  if (draft.subject.length > MAX_SUBJECT_LENGTH) throw tooLarge('subject', '998 characters');
  if (Buffer.byteLength(draft.htmlBody) > MAX_HTML_BODY_BYTES) throw tooLarge('htmlBody', '1 MB');
  if (Buffer.byteLength(draft.textBody ?? '') > MAX_TEXT_BODY_BYTES)
    throw tooLarge('textBody', '1 MB');
}

function tooLarge(path: string, limit: string): PressrunError {
  const message = `is larger than ${limit}`;
  return new PressrunError('unprocessable', `${path} ${message}`, [{ path, message }]);
}
