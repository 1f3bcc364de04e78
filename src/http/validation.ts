import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import { type FieldError, PressrunError } from '../lib/errors.ts';

/** A field's name is the caller's text: an answer doesn't repeat a megabyte of it. */
const MAX_PATH = 200;

// A body says what it means: no coercion. A query string has only text, so numbers are read from it.
const strict = createAjv({ coerceTypes: false });
const lenient = createAjv({ coerceTypes: true });

function createAjv(options: { coerceTypes: boolean }): Ajv {
  const ajv = new Ajv({
    ...options,
    allErrors: true,
    useDefaults: true,
    strict: false,
    // Without it a 1,000-element array of wrong elements would be copied into each error.
    verbose: false,
  });
  formats.default(ajv, ['date-time', 'uuid', 'uri']);
  return ajv;
}

/** Fastify's validator: bodies are taken as they are, query, path and headers are coerced. */
export const compileValidator: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  const validate = (httpPart === 'body' ? strict : lenient).compile(schema);
  return (value: unknown) => {
    if (validate(value)) return { value };
    return { error: invalidRequest(httpPart ?? 'body', validate.errors ?? []) };
  };
};

/** A checker for one value of a list whose other values must not suffer from it (bulk import). */
export function compileRowValidator(schema: object): (value: unknown) => string | null {
  const validate: ValidateFunction = strict.compile(schema);
  return (value) => {
    if (validate(value)) return null;
    const [first] = fieldErrors((validate.errors ?? []).slice(0, 1));
    return first ? `${first.path}: ${first.message}` : 'is not valid';
  };
}

function invalidRequest(part: string, errors: ErrorObject[]): PressrunError {
  const fields = fieldErrors(errors.slice(0, 100));
  const [first] = fields;
  const where = part === 'body' ? '' : `${part === 'querystring' ? 'query' : part} `;
  const message = first ? `${where}${first.path}: ${first.message}` : 'The request is not valid';
  return new PressrunError('invalid_request', message, fields);
}

function fieldErrors(errors: ErrorObject[]): FieldError[] {
  return errors.map((error) => ({ path: fieldPath(error), message: fieldMessage(error) }));
}

function fieldPath(error: ErrorObject): string {
  const parent = error.instancePath.split('/').slice(1).map(unescapePointer);
  const { missingProperty, additionalProperty } = error.params;
  const child = missingProperty ?? additionalProperty;
  const path = (child === undefined ? parent : [...parent, child]).join('.') || 'body';
  return path.length > MAX_PATH ? `${path.slice(0, MAX_PATH)}…` : path;
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function fieldMessage(error: ErrorObject): string {
  switch (error.keyword) {
    case 'required':
      return 'is required';
    case 'additionalProperties':
      return 'is not a known field';
    case 'enum':
      return `must be one of ${error.params.allowedValues.map(String).join(', ')}`;
    case 'type':
      return `must be ${[error.params.type].flat().join(' or ')}`;
    case 'format':
      return `must be a ${error.params.format === 'date-time' ? 'date and time (ISO 8601)' : error.params.format}`;
    default:
      return error.message ?? 'is not valid';
  }
}
