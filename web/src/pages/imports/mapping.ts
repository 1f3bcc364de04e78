import type { InputOf } from '../../api.ts';
import type { FileHead } from './file-head.ts';

type Field = keyof InputOf<'upsertContact'>['body'];
export type Target = Field | 'attribute' | 'ignore';

/** What becomes of a column; `attribute` is its name then. */
export type ColumnPlan = { column: string; target: Target; attribute: string };

const LABELS: Record<Target, string> = {
  email: 'E-mail',
  externalId: 'External id',
  locale: 'Locale',
  timezone: 'Time zone',
  optIn: 'Opted in (yes or no)',
  consentVersion: 'Consent version',
  consentAt: 'When they agreed',
  consentIp: 'IP they agreed from',
  source: 'Source',
  projectId: 'Project',
  attributes: 'Attributes, as JSON',
  attribute: 'Attribute',
  ignore: 'Don’t import',
};

export const TARGET_OPTIONS = Object.entries(LABELS).map(([value, label]) => ({ value, label }));

/** What other programs call our fields, without spaces, dashes and capitals. */
const WORDS: Record<string, Target> = {
  ...Object.fromEntries(
    Object.keys(LABELS)
      .filter((target) => target !== 'attribute' && target !== 'ignore')
      .map((field) => [wordOf(field), field as Field]),
  ),
  ...{ emailaddress: 'email', mail: 'email', correo: 'email', emailadresse: 'email' },
  ...{ customerid: 'externalId', userid: 'externalId', contactid: 'externalId' },
  ...{ language: 'locale', lang: 'locale', idioma: 'locale', sprache: 'locale' },
  ...{ tz: 'timezone', subscribed: 'optIn', subscription: 'optIn' },
  // What an export of ours has, and nobody can set.
  ...{ id: 'ignore', createdat: 'ignore', updatedat: 'ignore' },
  ...{ unsubscribedat: 'ignore', suppressedat: 'ignore' },
};
/** Names that a template can print: `{{firstName}}`. */
const PRINTABLE = /^[\p{L}_][\p{L}\p{N}_.]*$/u;

/** A sensible beginning: fields by their names, everything else as an attribute. */
export function planOf({ columns }: FileHead): ColumnPlan[] {
  const taken = new Set<Target>();
  return [...new Set(columns)].map((column) => {
    const known = column.startsWith('attributes.') ? 'attribute' : WORDS[wordOf(column)];
    const target = column === '' ? 'ignore' : (known ?? 'attribute');
    const isTaken = taken.has(target) && target !== 'attribute';
    taken.add(target);
    return { column, target: isTaken ? 'ignore' : target, attribute: attributeOf(column) };
  });
}

/** Why a column can't go there; null when it can. */
export function faultOf(plan: ColumnPlan, plans: ColumnPlan[]): string | null {
  const field = fieldOf(plan);
  if (field === null) return null;
  if (plan.target === 'attribute' && plan.attribute.trim() === '') return 'Needs a name';
  return plans.some((other) => other !== plan && fieldOf(other) === field)
    ? 'Another column goes there too'
    : null;
}

/** The query’s `mapping`. */
export function mappingOf(plans: ColumnPlan[]): string {
  return JSON.stringify(Object.fromEntries(plans.map((plan) => [plan.column, fieldOf(plan)])));
}

function fieldOf({ target, attribute }: ColumnPlan): string | null {
  if (target === 'ignore') return null;
  return target === 'attribute' ? `attributes.${attribute.trim()}` : target;
}

function attributeOf(column: string): string {
  const name = column.replace(/^attributes\./, '').trim();
  if (PRINTABLE.test(name)) return name;
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return words.map((word, i) => (i === 0 ? word.toLowerCase() : capitalised(word))).join('');
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

function wordOf(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}
