import type { InputOf } from '../../api.ts';

export type Filter = InputOf<'createSegment'>['body']['filter'];
export type Operator = NonNullable<Filter['op']>;
/** `exists` asks two things. */
export type Ask = Operator | 'missing';
export type ValueType = 'text' | 'number' | 'boolean' | 'json';

/** What a rule is about: `attribute` is any one by its name. */
export type Subject =
  | ('email' | 'externalId' | 'locale' | 'optIn' | 'consentVersion' | 'source' | 'projectId')
  | ('createdAt' | 'updatedAt' | 'unsubscribedAt')
  | ('attribute' | 'imports' | 'activity' | 'segment');

/** A comparison, or another segment, as it is being edited. `list`: for one of several. */
export type Rule = {
  kind: 'rule';
  key: string;
  isNot: boolean;
  subject: Subject;
  attribute: string;
  ask: Ask;
  type: ValueType;
  value: string;
  list: string[];
};

/** Several parts: all of them (`and`) or any of them (`or`) hold. */
export type Group = {
  kind: 'group';
  key: string;
  isNot: boolean;
  join: 'and' | 'or';
  parts: Part[];
};
export type Part = Rule | Group;

export function newRule(some: Partial<Rule> = {}): Rule {
  return {
    ...{ kind: 'rule', key: crypto.randomUUID(), isNot: false, subject: 'attribute' },
    ...{ attribute: '', ask: 'eq', type: 'text', value: '', list: [] },
    ...some,
  };
}

export function newGroup(some: Partial<Group> = {}): Group {
  const parts = some.parts ?? [newRule()];
  return { kind: 'group', key: crypto.randomUUID(), isNot: false, join: 'and', ...some, parts };
}
