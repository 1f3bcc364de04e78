import { MultiSelect, Select, TagsInput, TextInput } from '@mantine/core';
import { LOCALE_CHOICES } from '../../ui/locales.ts';
import { useCampaignChoices, useImportChoices, useSegmentChoices } from './choices.ts';
import type { Rule } from './filter-draft.ts';
import { type ValueKind, valueKindOf } from './questions.ts';

type Props = {
  rule: Rule;
  label: string;
  segmentId: string | null;
  onChange: (some: Partial<Rule>) => void;
};
type Choice = { value: string; label: string };

const YES_OR_NO = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
];

/** The input that fits what a rule asks. */
export function RuleValue(props: Props) {
  const kind = valueKindOf(props.rule);
  switch (kind) {
    case 'none':
      return null;
    case 'list':
      return props.rule.type === 'json' ? <Line {...props} kind={kind} /> : <Several {...props} />;
    case 'locale':
      return <One {...props} choices={LOCALE_CHOICES} />;
    case 'locales':
      return <Many {...props} choices={LOCALE_CHOICES} />;
    case 'yesNo':
      return <One {...props} choices={YES_OR_NO} />;
    case 'campaign':
      return <Campaign {...props} />;
    case 'import':
    case 'imports':
      return <Imported {...props} />;
    case 'segment':
      return <InSegment {...props} />;
    case 'scalar':
      return props.rule.type === 'boolean' ? (
        <One {...props} choices={YES_OR_NO} />
      ) : (
        <Line {...props} kind={kind} />
      );
    default:
      return <Line {...props} kind={kind} />;
  }
}

function Line({ rule, label, onChange, kind }: Props & { kind: ValueKind }) {
  const isNumber = kind === 'number' || kind === 'days' || rule.type === 'number';
  // A stored instant has a time too: that stays text.
  const isDate = kind === 'date' && /^(\d{4}-\d\d-\d\d)?$/.test(rule.value);
  return (
    <TextInput
      aria-label={label}
      placeholder={kind === 'days' ? 'Days' : 'Value'}
      flex="1 1 110px"
      type={isDate ? 'date' : 'text'}
      inputMode={isNumber ? 'decimal' : undefined}
      value={rule.value}
      onChange={(event) => onChange({ value: event.currentTarget.value })}
    />
  );
}

function Several({ rule, label, onChange }: Props) {
  return (
    <TagsInput
      aria-label={label}
      placeholder={rule.list.length === 0 ? 'Value, Enter, value' : ''}
      flex="1 1 200px"
      maxTags={1_000}
      splitChars={[',', ';']}
      acceptValueOnBlur
      value={rule.list}
      onChange={(list) => onChange({ list: split(list, rule.list) })}
    />
  );
}

/** Not every keyboard tells of a comma; what was there before may hold one. */
function split(list: string[], before: string[]): string[] {
  const values = list.flatMap((one) => (before.includes(one) ? [one] : one.split(/[,;]/)));
  return [...new Set(values.map((one) => one.trim()))].filter((one) => one !== '');
}

function One({ rule, label, onChange, choices }: Props & { choices: Choice[] }) {
  return (
    <Select
      aria-label={label}
      placeholder="Choose"
      flex="1 1 150px"
      searchable={choices.length > 8}
      allowDeselect={false}
      nothingFoundMessage="Nothing to choose yet"
      data={withPresent(choices, rule.value === '' ? [] : [rule.value])}
      value={rule.value === '' ? null : rule.value}
      onChange={(value) => onChange({ value: value ?? '' })}
    />
  );
}

function Many({ rule, label, onChange, choices }: Props & { choices: Choice[] }) {
  return (
    <MultiSelect
      aria-label={label}
      placeholder={rule.list.length === 0 ? 'Choose' : ''}
      flex="1 1 220px"
      data={withPresent(choices, rule.list)}
      value={rule.list}
      onChange={(list) => onChange({ list })}
    />
  );
}

function Campaign(props: Props) {
  return <One {...props} choices={useCampaignChoices()} />;
}

function Imported(props: Props) {
  const choices = useImportChoices();
  const isMany = valueKindOf(props.rule) === 'imports';
  return isMany ? <Many {...props} choices={choices} /> : <One {...props} choices={choices} />;
}

function InSegment(props: Props) {
  return <One {...props} choices={useSegmentChoices(props.segmentId)} />;
}

function withPresent(choices: Choice[], present: string[]): Choice[] {
  const others = present.filter((value) => !choices.some((choice) => choice.value === value));
  return [...choices, ...others.map((value) => ({ value, label: value }))];
}
