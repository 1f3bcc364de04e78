import type { InputOf } from '../../api.ts';
import type { FileHead } from './file-head.ts';
import type { ContactImport } from './import-type.ts';

type Field = keyof InputOf<'upsertContact'>['body'];
export type Target = Field | 'attribute' | 'ignore';

export type AttributeType = NonNullable<NonNullable<ContactImport['columns']>[number]['type']>;

/** What becomes of a column; `attribute` is its name then, and `type` as what it is read. */
export type ColumnPlan = {
  column: string;
  target: Target;
  attribute: string;
  type: AttributeType;
};

const LABELS: Record<Target, string> = {
  email: 'E-mail',
  externalId: 'External id',
  locale: 'Language',
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

const TYPES: Record<AttributeType, string> = {
  text: 'Text',
  number: 'Number',
  boolean: 'Yes or no',
};

export const TYPE_OPTIONS = Object.entries(TYPES).map(([value, label]) => ({ value, label }));

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
  ...{ tz: 'timezone' },
  ...{ optedin: 'optIn', optinstatus: 'optIn', subscribed: 'optIn', subscription: 'optIn' },
  ...{ consent: 'optIn', acceptsmarketing: 'optIn', newsletter: 'optIn', marketing: 'optIn' },
  // What an export of ours has, and nobody can set.
  ...{ id: 'ignore', createdat: 'ignore', updatedat: 'ignore' },
  ...{ unsubscribedat: 'ignore', suppressedat: 'ignore' },
};
/** Names that a template can print: `{{firstName}}`. */
const PRINTABLE = /^[\p{L}_][\p{L}\p{N}_.]*$/u;

/** A sensible beginning: fields by their names, everything else as an attribute. */
export function planOf({ columns, rows, format }: FileHead): ColumnPlan[] {
  const taken = new Set<Target>();
  return [...new Set(columns)].map((column, at) => {
    const known = column.startsWith('attributes.') ? 'attribute' : WORDS[wordOf(column)];
    const target = column === '' ? 'ignore' : (known ?? 'attribute');
    const isTaken = taken.has(target) && target !== 'attribute';
    taken.add(target);
    const values = rows.map((row) => row[at] ?? '');
    return {
      column,
      target: isTaken ? 'ignore' : target,
      attribute: attributeOf(column),
      // NDJSON has types of its own.
      type: format === 'csv' ? guessType(values) : 'text',
    };
  });
}

/** Columns of people who left, by their names: an import of them would keep no mail away. */
export function departedIn(plans: ColumnPlan[]): string[] {
  return plans
    .filter(({ target }) => target === 'attribute')
    .map(({ column }) => column)
    .filter((column) => /^(unsub|opt(ed)?out|bounced|blocked|suppressed)/.test(wordOf(column)));
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
  const entries = plans.map((plan) => {
    const isTyped = plan.target === 'attribute' && plan.type !== 'text';
    const field = fieldOf(plan);
    return [plan.column, isTyped ? { field, type: plan.type } : field];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

function fieldOf({ target, attribute }: ColumnPlan): string | null {
  if (target === 'ignore') return null;
  return target === 'attribute' ? `attributes.${attribute.trim()}` : target;
}

/** A number that begins with 0 or + is a code: a postcode, a telephone. */
function guessType(values: string[]): AttributeType {
  const given = values.map((value) => value.trim()).filter((value) => value !== '');
  if (given.length === 0) return 'text';
  if (given.every((value) => /^-?(0|[1-9]\d{0,8})([.]\d+)?$/.test(value))) return 'number';
  return given.every((value) => /^(true|false)$/i.test(value)) ? 'boolean' : 'text';
}

function attributeOf(column: string): string {
  if (column.startsWith('attributes.')) return column.slice('attributes.'.length);
  const name = column.trim();
  if (PRINTABLE.test(name)) {
    return name === name.toUpperCase() ? name.toLowerCase() : uncapitalised(name);
  }
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return words.map((word, i) => (i === 0 ? word.toLowerCase() : capitalised(word))).join('');
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

function uncapitalised(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}

function wordOf(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}
