import { findBrokenText } from '../http/json-body.ts';
import { compileRowValidator } from '../http/validation.ts';
import { normaliseAddress } from '../lib/address.ts';
import { type FieldError, invalidField } from '../lib/errors.ts';
import { canonicalTimeZone } from '../lib/time-zone.ts';
import { attributesFault } from './attributes.ts';
import { readCircumstances } from './consent-circumstances.ts';
import type { ContactChange } from './contact.ts';
import { type ContactInput, ContactUpsert } from './contact-fields.ts';

const MAX_ECHOED_ADDRESS = 254;
const MAX_ECHOED_MESSAGE = 300;
const NO_ZONE = {
  path: 'timezone',
  message: 'must be an IANA time zone such as Europe/Madrid, or null',
};
const checkRow = compileRowValidator(ContactUpsert);

/** A row of a bulk upsert that can't be applied, as the reply shows it. */
export type RowError = { index: number; email: string | null; message: string };

/** An upsert knows its address; a patch may leave it out. */
export type Upsert = ContactChange & { email: string };

/** Reads a body that the schema let through; throws 400 for what a schema can't say. */
export function readChange(input: ContactInput): ContactChange {
  const change = changeOf(input);
  if ('fault' in change) throw invalidField(change.fault.path, change.fault.message);
  return change.value;
}

/** Reads one row of a bulk upsert, or says why it can't be applied. */
export function readRow(row: unknown): { value: Upsert } | { message: string } {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    return { message: 'must be an object' };
  }
  const message = checkRow(row);
  if (message) return { message };
  const change = changeOf(row as ContactInput);
  const fault = 'fault' in change ? change.fault : findBrokenText(row);
  if (fault) return { message: `${fault.path}: ${fault.message}` };
  return change as { value: Upsert };
}

/** The reply's entry for a failed row: never more than a line, and nothing that isn't text. */
export function rowError(index: number, row: unknown, message: string): RowError {
  const email = (row as { email?: unknown } | null)?.email;
  return {
    index,
    email: typeof email === 'string' ? cleanText(email, MAX_ECHOED_ADDRESS) : null,
    message: cleanText(message, MAX_ECHOED_MESSAGE),
  };
}

function changeOf(input: ContactInput): { value: ContactChange } | { fault: FieldError } {
  const { consentAt, consentIp, ...rest } = input;
  const { email, attributes } = input;
  const address = email === undefined ? undefined : normaliseAddress(email);
  if (address === null) {
    const message = 'must be an e-mail address like ana@example.com, of at most 254 octets';
    return { fault: { path: 'email', message } };
  }
  const message = attributes ? attributesFault(attributes) : null;
  if (message) return { fault: { path: 'attributes', message } };
  const zone = input.timezone ? canonicalTimeZone(input.timezone) : null;
  if (input.timezone && zone === null) return { fault: NO_ZONE };
  const timezone = input.timezone === undefined ? {} : { timezone: zone };
  const circumstances = readCircumstances({ consentAt, consentIp });
  if ('fault' in circumstances) return circumstances;
  return { value: { ...rest, ...circumstances.value, email: address, ...timezone } };
}

function cleanText(text: string, maxLength: number): string {
  return text
    .slice(0, maxLength)
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f]/g, '\ufffd');
}
