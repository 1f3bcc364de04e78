import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { DOCUMENT, documentedReply, type Operation } from '../matrix/operations.ts';
import type { Answer } from './send.ts';

const ajv = new Ajv2020({ strict: false });
formats.default(ajv, ['date-time', 'uuid', 'uri']);
const validators = new Map<string, ValidateFunction>();

/**
 * What is wrong with an answer, or null: a 5xx, a status that openapi.json doesn't have for the
 * operation, another content type or shape than it says, an empty success, or a mark of another
 * tenant that the caller didn't send.
 */
export function faultOf(operation: Operation, answer: Answer, foreignMarks: string[]) {
  const { status, type, body, text, sent } = answer;
  const shown = `${status} ${type} ${text.slice(0, 300)}\nfor ${sent.slice(0, 1_500)}`;
  if (status >= 500) return `5xx: ${shown}`;
  const reply = documentedReply(operation, status);
  if (!reply) return `a status that is not in openapi.json: ${shown}`;
  const known = Object.keys(reply.content).find((one) => type.startsWith(one));
  if (!known) return `a content type that is not in openapi.json: ${shown}`;
  const isJson = known.includes('json');
  // An export of nobody has no lines.
  const mayBeEmpty = known === 'application/x-ndjson';
  if (status < 300 && text === '' && !mayBeEmpty) return `an empty success: ${shown}`;
  const validate = validatorOf(operation, status, reply.content[known].schema);
  if (isJson && !validate(body)) {
    return `not as openapi.json says (${ajv.errorsText(validate.errors)}): ${shown}`;
  }
  const marks = foreignMarks.filter((mark) => text.includes(mark) && !sent.includes(mark));
  return marks.length > 0 ? `tells of another tenant (${marks}): ${shown}` : null;
}

function validatorOf({ id }: Operation, status: number, schema: object): ValidateFunction {
  const key = `${id} ${status}`;
  const known = validators.get(key);
  if (known) return known;
  // References of the document start at its root.
  const made = ajv.compile({ ...schema, components: DOCUMENT.components });
  validators.set(key, made);
  return made;
}
