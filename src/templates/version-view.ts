import { parseTemplate, variablesIn } from './template.ts';
import { hasUnsubscribeLink } from './unsubscribe-link.ts';
import { isBuiltIn, type Variable } from './variables.ts';
import type { Version } from './version.ts';

/** A declared variable as callers give it: its fallback is text. */
export type StoredVariable = Omit<Variable, 'fallback'> & { fallback?: string };

/** A version as the API shows it, with the names that its source, or what was published of it, uses. */
export function viewOf(version: Version) {
  const { publishedHtml, publishedText, ...rest } = version;
  const view = { ...rest, variables: rest.variables as StoredVariable[] };
  if (publishedHtml === null || publishedText === null) {
    const bodies = [rest.htmlBody, ...(rest.textBody === null ? [] : [rest.textBody])];
    return { ...view, ...namesIn(version, bodies) };
  }
  return {
    ...{ ...view, publishedHtml, publishedText },
    ...namesIn(version, [publishedHtml, publishedText]),
    hasUnsubscribeLink: hasUnsubscribeLink(publishedHtml),
  };
}

function namesIn({ subject, variables }: Version, bodies: string[]) {
  const variablesFound = variablesUsed([subject, ...bodies]);
  const declared = new Set(variables.map(({ name }) => name));
  const isUndeclared = (name: string) => !declared.has(name) && !isBuiltIn(name);
  return { variablesFound, undeclaredVariables: variablesFound.filter(isUndeclared) };
}

/** None of a draft with more placeholders than can be published: it has to be shown all the same. */
function variablesUsed(sources: string[]): string[] {
  try {
    return variablesIn(...sources.map(parseTemplate));
  } catch {
    return [];
  }
}
