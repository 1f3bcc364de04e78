import { isId } from '../../lib/ids.ts';

/**
 * A condition on contacts, as a tree. It says yes or no of every contact: what is missing fulfils no
 * comparison, so `not` of one holds for contacts without the field too (`not (plan = "pro")` has those
 * without a plan).
 */
export type Filter =
  | { and: Filter[] }
  | { or: Filter[] }
  | { not: Filter }
  | { segmentId: string }
  | Comparison;

export type Scalar = string | number | boolean;

/** A leaf: `field` is a key of FIELDS or `attributes.` with a path of names, `a.b` for {"a": {"b": …}}. */
export type Comparison = { field: string; op: Operator; value: Scalar | Scalar[] };

export const OPERATORS = [
  ...['eq', 'ne', 'in', 'notIn', 'exists', 'has'],
  ...['contains', 'startsWith', 'endsWith', 'lt', 'lte', 'gt', 'gte'],
  ...['before', 'after', 'onOrBefore', 'onOrAfter', 'inLastDays'],
  ...['sent', 'opened', 'clicked', 'notMailedForDays'],
] as const;
export type Operator =
  | ('eq' | 'ne' | 'in' | 'notIn' | 'exists' | 'has')
  | ('contains' | 'startsWith' | 'endsWith' | 'lt' | 'lte' | 'gt' | 'gte')
  | ('before' | 'after' | 'onOrBefore' | 'onOrAfter' | 'inLastDays')
  | ('sent' | 'opened' | 'clicked' | 'notMailedForDays');

/** What a field holds, and so which operators it has. */
export type Kind =
  | ('address' | 'text' | 'locale' | 'flag' | 'instant')
  | ('attribute' | 'imports' | 'activity');

export const FIELDS = {
  email: 'address',
  externalId: 'text',
  locale: 'locale',
  optIn: 'flag',
  consentVersion: 'text',
  source: 'text',
  projectId: 'text',
  createdAt: 'instant',
  updatedAt: 'instant',
  unsubscribedAt: 'instant',
  imports: 'imports',
  activity: 'activity',
} as const satisfies Record<string, Kind>;
export type FieldName = keyof typeof FIELDS;

const EQUALITY: Operator[] = ['eq', 'ne', 'in', 'notIn', 'exists'];
const TEXT: Operator[] = ['contains', 'startsWith', 'endsWith'];
const NUMBER: Operator[] = ['lt', 'lte', 'gt', 'gte'];
const INSTANT: Operator[] = ['before', 'after', 'onOrBefore', 'onOrAfter', 'inLastDays'];

export const OPERATORS_OF: Record<Kind, Operator[]> = {
  address: [...EQUALITY, ...TEXT],
  text: [...EQUALITY, ...TEXT],
  locale: EQUALITY,
  flag: ['eq', 'ne'],
  instant: [...INSTANT, 'exists'],
  attribute: [...EQUALITY, 'has', ...TEXT, ...NUMBER, ...INSTANT],
  imports: ['has', 'in', 'notIn'],
  activity: ['sent', 'opened', 'clicked', 'notMailedForDays'],
};

export const MAX_DEPTH = 10;
export const MAX_PARTS = 100;
export const MAX_LIST = 1_000;
/** Characters of a text to compare with. */
export const MAX_TEXT = 1_000;
/** A hundred years. */
export const MAX_DAYS = 36_500;
/** Octets of a filter as JSON: lists of long texts would make it megabytes. */
export const MAX_FILTER_BYTES = 262_144;

const ATTRIBUTES = 'attributes.';

/** The kind of a field; null for a name that none has. */
export function kindOf(field: string): Kind | null {
  if (field.startsWith(ATTRIBUTES)) return 'attribute';
  return Object.hasOwn(FIELDS, field) ? FIELDS[field as FieldName] : null;
}

/** Whether it is an id as answers have it: compared as text, capitals would be another one. */
export function isPlainId(value: unknown): value is string {
  return typeof value === 'string' && isId(value) && value === value.toLowerCase();
}

/** The names on the way to an attribute: `attributes.a.b` is `['a', 'b']`. */
export function attributePath(field: string): string[] {
  return field.slice(ATTRIBUTES.length).split('.');
}
