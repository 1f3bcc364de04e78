import { localeName } from '../../ui/locales.ts';
import type { Filter, Part, Rule } from './filter-draft.ts';
import { SUBJECTS, valueKindOf, wordsOf } from './questions.ts';
import { readFilter } from './read-filter.ts';

const MOST = 160;

/** A filter in a line, to tell it from others. */
export function filterWords(filter: Filter | Record<string, unknown>): string {
  const words = wordsOfPart(readFilter(filter), true);
  return words.length > MOST ? `${words.slice(0, MOST)}…` : words;
}

function wordsOfPart(part: Part, isRoot = false): string {
  const words =
    part.kind === 'rule'
      ? wordsOfRule(part)
      : part.parts.map((one) => wordsOfPart(one)).join(` ${part.join} `);
  const isBracketed = part.kind === 'group' && part.parts.length > 1 && (!isRoot || part.isNot);
  const inner = isBracketed ? `(${words})` : words;
  return part.isNot ? `not ${inner}` : inner;
}

function wordsOfRule(rule: Rule): string {
  const { subject, attribute, ask, value, list } = rule;
  const name = subject === 'attribute' ? attribute : SUBJECTS[subject];
  const verb = wordsOf(subject, ask);
  switch (valueKindOf(rule)) {
    case 'none':
      return `${name} ${verb}`;
    case 'days':
      return `${name} ${verb.replace('days', `${value} days`)}`;
    case 'campaign':
      return verb.replace('the campaign', 'a campaign');
    case 'segment':
      return 'is in another segment';
    case 'import':
    case 'imports':
      return `${verb} imports`;
    case 'yesNo':
      return value === 'true' ? name : `not ${name.toLowerCase()}`;
    case 'locale':
    case 'locales':
      return `${name} ${verb} ${[value, ...list].filter(Boolean).map(localeName).join(', ')}`;
    case 'list':
      return `${name} ${verb} ${list.length > 0 ? list.join(', ') : value}`;
    default:
      return `${name} ${verb} ${value}`;
  }
}
