import { LOCALES } from '../../http/fields.ts';
import { normaliseAddress } from '../../lib/address.ts';
import { invalidField } from '../../lib/errors.ts';
import { MAX_ATTRIBUTE_KEY, MAX_ATTRIBUTES_DEPTH } from '../attributes.ts';
import {
  attributePath,
  type Comparison,
  FIELDS,
  isPlainId,
  type Kind,
  kindOf,
  MAX_DAYS,
  MAX_LIST,
  MAX_TEXT,
  OPERATORS_OF,
} from './filter.ts';
import { parseInstant } from './instant.ts';

/** Throws 400 for a leaf whose field isn't one, whose operator isn't the field's, or whose value doesn't fit. */
export function checkComparison(leaf: Comparison, path: string): void {
  const { field, op, value } = leaf;
  const kind = typeof field === 'string' ? kindOf(field) : null;
  if (!kind) {
    const names = Object.keys(FIELDS).join(', ');
    throw invalidField(`${path}.field`, `must be one of ${names}, or attributes.<name>`);
  }
  if (kind === 'attribute') checkAttributePath(field, `${path}.field`);
  const operators = OPERATORS_OF[kind];
  if (!operators.includes(op)) {
    const of = kind === 'attribute' ? 'an attribute' : field;
    throw invalidField(`${path}.op`, `must be one of ${operators.join(', ')} for ${of}`);
  }
  const at = `${path}.value`;
  for (const [i, one] of valuesOf(op, value, at).entries()) {
    const fault = faultOf(kind, op, one);
    if (fault) throw invalidField(isListed(op) ? `${at}.${i}` : at, fault);
  }
}

function valuesOf(op: Comparison['op'], value: unknown, at: string): unknown[] {
  if (!isListed(op)) return [value];
  if (Array.isArray(value) && value.length > 0 && value.length <= MAX_LIST) return value;
  throw invalidField(at, `must be a list of 1 to ${MAX_LIST} values`);
}

function isListed(op: Comparison['op']): boolean {
  return op === 'in' || op === 'notIn';
}

function checkAttributePath(field: string, at: string): void {
  const names = attributePath(field);
  if (names.length > MAX_ATTRIBUTES_DEPTH) {
    throw invalidField(at, `must go at most ${MAX_ATTRIBUTES_DEPTH} levels deep`);
  }
  if (names.some((name) => name === '' || [...name].length > MAX_ATTRIBUTE_KEY)) {
    throw invalidField(at, `must have names of 1 to ${MAX_ATTRIBUTE_KEY} characters between dots`);
  }
}

const TEXT_FAULT = `must be a text of 1 to ${MAX_TEXT} characters`;

function faultOf(kind: Kind, op: Comparison['op'], value: unknown): string | null {
  switch (op) {
    case 'exists':
      return typeof value === 'boolean' ? null : 'must be true or false';
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return isText(value) && value !== '' ? null : TEXT_FAULT;
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return Number.isFinite(value)
        ? null
        : 'must be a number; for dates there is before and after';
    case 'before':
    case 'after':
    case 'onOrBefore':
    case 'onOrAfter':
      return isText(value) && parseInstant(value)
        ? null
        : 'must be a date or a date and time (ISO 8601), such as 2026-02-01 or 2026-02-01T09:00:00Z';
    case 'inLastDays':
    case 'notMailedForDays':
      return isWithin(value, 1, MAX_DAYS)
        ? null
        : `must be a whole number of days, 1 to ${MAX_DAYS}`;
    case 'sent':
    case 'opened':
    case 'clicked':
      return isPlainId(value) ? null : 'must be the id of a campaign';
    default:
      return unequalFault(kind, value);
  }
}

/** What can't be compared for equality with a field of this kind. */
function unequalFault(kind: Kind, value: unknown): string | null {
  switch (kind) {
    case 'address':
      return isText(value) && normaliseAddress(value) !== null ? null : 'must be an e-mail address';
    case 'locale':
      return (LOCALES as readonly unknown[]).includes(value)
        ? null
        : `must be one of ${LOCALES.join(', ')}; contacts without one: exists, false`;
    case 'flag':
      return typeof value === 'boolean' ? null : 'must be true or false';
    case 'imports':
      return isPlainId(value) ? null : 'must be the id of an import';
    case 'attribute':
      return isText(value) || Number.isFinite(value) || typeof value === 'boolean'
        ? null
        : `must be a text of at most ${MAX_TEXT} characters, a number, true or false`;
    default:
      return isText(value) && value !== '' ? null : TEXT_FAULT;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT;
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
