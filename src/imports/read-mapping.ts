import { refuseBrokenText } from '../http/json-body.ts';
import { invalidField } from '../lib/errors.ts';
import { attributeName, FIELDS } from './columns.ts';
import { ATTRIBUTE_TYPES, type AttributeType, type ImportOptions, type Types } from './import.ts';

type Target = { field: string | null; type: AttributeType };

/** Reads the query's `mapping`: column → field, `{field, type}`, or null. 400 for one that is none. */
export function readMapping(text: string): Required<Pick<ImportOptions, 'mapping' | 'types'>> {
  const value = parsed(text);
  if (!isObject(value)) {
    throw invalidField(
      'mapping',
      'must be a JSON object like {"E-Mail":"email","Plan":"attributes.plan"}',
    );
  }
  refuseBrokenText({ mapping: value });
  const targets = Object.entries(value).map(
    ([column, target]) => [column, targetOf(column, target)] as const,
  );
  const typed = targets.filter(([, { type }]) => type !== 'text');
  // Own properties by definition: a column may be named `__proto__`.
  return {
    mapping: Object.fromEntries(targets.map(([column, { field }]) => [column, field])),
    types: Object.fromEntries(typed.map(([column, { type }]) => [column, type])) as Types,
  };
}

function targetOf(column: string, target: unknown): Target {
  if (!isObject(target)) return { field: checkedField(column, target), type: 'text' };
  const { field: given, type = 'text', ...others } = target;
  const field = checkedField(column, given);
  const isKnown = ATTRIBUTE_TYPES.includes(type as AttributeType);
  if (!isKnown || Object.keys(others).length > 0) {
    throw refusal(column, `may have a type besides its field: ${ATTRIBUTE_TYPES.join(', ')}`);
  }
  if (type !== 'text' && (field === null || attributeName(field) === null)) {
    throw refusal(column, 'can only have a type if it is read as attributes.<name>');
  }
  return { field, type: type as AttributeType };
}

function checkedField(column: string, field: unknown): string | null {
  if (field === null) return field;
  if (typeof field === 'string' && (FIELDS.includes(field) || attributeName(field) !== null)) {
    return field;
  }
  const known = [...FIELDS, 'attributes.<name>', 'null'].join(', ');
  throw refusal(column, `must be read as one of ${known}`);
}

function refusal(column: string, words: string): Error {
  const shown = JSON.stringify(column.slice(0, 100).toWellFormed());
  return invalidField('mapping', `${shown} ${words}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
