import type { Ask, Rule, Subject } from './filter-draft.ts';

// What can be asked of a contact, in words. The API says which operators a field has (OPERATORS_OF in
// src/contacts/filter/filter.ts); the server refuses what doesn't fit.

export const SUBJECTS: Record<Subject, string> = {
  attribute: 'Attribute',
  email: 'E-mail',
  externalId: 'External id',
  locale: 'Language',
  optIn: 'Opted in',
  consentVersion: 'Consent version',
  source: 'Source',
  projectId: 'Project',
  createdAt: 'Added',
  updatedAt: 'Changed',
  unsubscribedAt: 'Unsubscribed',
  activity: 'Activity',
  imports: 'Import',
  segment: 'Segment',
};

export const SUBJECT_OPTIONS = [
  { group: 'Contact', items: optionsOf(['attribute', 'email', 'externalId', 'locale']) },
  { group: 'Consent', items: optionsOf(['optIn', 'consentVersion', 'unsubscribedAt']) },
  { group: 'Origin', items: optionsOf(['source', 'imports', 'projectId']) },
  { group: 'Time', items: optionsOf(['createdAt', 'updatedAt']) },
  { group: 'More', items: optionsOf(['activity', 'segment']) },
];

const WORDS: Record<Ask, string> = {
  eq: 'is',
  ne: 'is not',
  in: 'is one of',
  notIn: 'is none of',
  exists: 'is known',
  missing: 'is not known',
  has: 'has in its list',
  contains: 'contains',
  startsWith: 'starts with',
  endsWith: 'ends with',
  lt: 'is less than',
  lte: 'is at most',
  gt: 'is more than',
  gte: 'is at least',
  before: 'is before',
  after: 'is after',
  onOrBefore: 'is on or before',
  onOrAfter: 'is on or after',
  inLastDays: 'is in the last days',
  sent: 'was sent the campaign',
  opened: 'opened the campaign',
  clicked: 'clicked in the campaign',
  notMailedForDays: 'got no campaign for days',
};

const EQUALITY: Ask[] = ['eq', 'ne', 'in', 'notIn', 'exists', 'missing'];
const TEXT: Ask[] = ['contains', 'startsWith', 'endsWith'];
const INSTANT: Ask[] = ['before', 'after', 'onOrBefore', 'onOrAfter', 'inLastDays'];

/** The first one is what a new rule asks. */
export const ASKS: Record<Subject, Ask[]> = {
  attribute: [...EQUALITY, 'has', ...TEXT, 'lt', 'lte', 'gt', 'gte', ...INSTANT],
  email: ['contains', 'endsWith', 'startsWith', ...EQUALITY],
  externalId: [...EQUALITY, ...TEXT],
  locale: EQUALITY,
  optIn: ['eq'],
  consentVersion: [...EQUALITY, ...TEXT],
  source: [...EQUALITY, ...TEXT],
  projectId: [...EQUALITY, ...TEXT],
  createdAt: ['inLastDays', 'before', 'after', 'onOrBefore', 'onOrAfter'],
  updatedAt: ['inLastDays', 'before', 'after', 'onOrBefore', 'onOrAfter'],
  unsubscribedAt: [...INSTANT, 'exists', 'missing'],
  activity: ['opened', 'clicked', 'sent', 'notMailedForDays'],
  imports: ['has', 'in', 'notIn'],
  segment: ['eq'],
};

/** Which input a rule's value has. */
export type ValueKind =
  | ('none' | 'text' | 'scalar' | 'number' | 'days' | 'date' | 'list' | 'yesNo')
  | ('locale' | 'locales' | 'campaign' | 'import' | 'imports' | 'segment');

export function valueKindOf({ subject, ask }: Pick<Rule, 'subject' | 'ask'>): ValueKind {
  const isList = ask === 'in' || ask === 'notIn';
  if (ask === 'exists' || ask === 'missing') return 'none';
  if (ask === 'inLastDays' || ask === 'notMailedForDays') return 'days';
  if (subject === 'activity') return 'campaign';
  if (subject === 'segment') return 'segment';
  if (subject === 'optIn') return 'yesNo';
  if (subject === 'imports') return isList ? 'imports' : 'import';
  if (subject === 'locale') return isList ? 'locales' : 'locale';
  if (INSTANT.includes(ask)) return 'date';
  if (isList) return 'list';
  if (ask === 'lt' || ask === 'lte' || ask === 'gt' || ask === 'gte') return 'number';
  return subject === 'attribute' && !TEXT.includes(ask) ? 'scalar' : 'text';
}

export function wordsOf(subject: Subject, ask: Ask): string {
  if (subject === 'imports') return IMPORTS[ask] ?? WORDS[ask];
  return subject === 'segment' ? 'is in' : WORDS[ask];
}

const IMPORTS: Partial<Record<Ask, string>> = {
  has: 'came with',
  in: 'came with one of',
  notIn: 'came with none of',
};

export function askOptions(subject: Subject, present: Ask): { value: Ask; label: string }[] {
  // A filter that somebody's program made may ask what we don't offer.
  const asks = ASKS[subject].includes(present) ? ASKS[subject] : [...ASKS[subject], present];
  return asks.map((value) => ({ value, label: wordsOf(subject, value) }));
}

function optionsOf(subjects: Subject[]): { value: Subject; label: string }[] {
  return subjects.map((value) => ({ value, label: SUBJECTS[value] }));
}
