import { invalidField } from '../lib/errors.ts';
import { misfit } from './fallback.ts';
import { checkSizes } from './publish.ts';
import { VARIABLE_NAME, type Variable } from './variables.ts';
import type { Content } from './version.ts';

/**
 * What a schema can't say about a version's content. Throws `invalid_request` with the field's
 * path, and `unprocessable` for bodies over 1 MB.
 */
export function checkContent(content: Content): void {
  if (content.subject.trim() === '') throw invalidField('subject', 'must not be blank');
  if (/[\r\n]/.test(content.subject)) throw invalidField('subject', 'must be one line');
  checkSizes(content);
  checkVariables(content.variables);
}

function checkVariables(variables: readonly Variable[]): void {
  const seen = new Set<string>();
  variables.forEach((variable, i) => {
    checkVariable(variable, `variables.${i}`);
    if (seen.has(variable.name)) throw invalidField(`variables.${i}.name`, 'is declared twice');
    seen.add(variable.name);
  });
}

function checkVariable({ name, type, fallback }: Variable, path: string): void {
  if (!VARIABLE_NAME.test(name)) {
    throw invalidField(`${path}.name`, 'has letters, digits and _ only, with dots between');
  }
  if (fallback === undefined || fallback === null) return;
  const problem = misfit(type, String(fallback));
  if (problem) throw invalidField(`${path}.fallback`, problem);
}
