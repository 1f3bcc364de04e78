import { parseTemplate, variablesIn } from './template.ts';
import { hasUnsubscribeLink } from './unsubscribe-link.ts';
import { isBuiltIn, type Variable } from './variables.ts';
import type { Version } from './version.ts';

/** A declared variable as callers give it: its fallback is text. */
export type StoredVariable = Omit<Variable, 'fallback'> & { fallback?: string };

/** A version as the API shows it; what publishing found out stands on a published one only. */
export function viewOf(version: Version) {
  const { publishedHtml, publishedText, ...rest } = version;
  const view = { ...rest, variables: rest.variables as StoredVariable[] };
  if (publishedHtml === null || publishedText === null) return view;
  const found = variablesIn(...[rest.subject, publishedHtml, publishedText].map(parseTemplate));
  const declared = new Set(rest.variables.map(({ name }) => name));
  return {
    ...view,
    ...{ publishedHtml, publishedText, variablesFound: found },
    undeclaredVariables: found.filter((name) => !declared.has(name) && !isBuiltIn(name)),
    hasUnsubscribeLink: hasUnsubscribeLink(publishedHtml),
  };
}
