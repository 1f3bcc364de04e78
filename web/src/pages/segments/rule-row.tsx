import { Autocomplete, Chip, CloseButton, Group, Select, Stack, Text } from '@mantine/core';
import { useAttributeNames } from './choices.ts';
import type { Ask, Rule, Subject, ValueType } from './filter-draft.ts';
import { ASKS, askOptions, SUBJECT_OPTIONS, valueKindOf } from './questions.ts';
import { RuleValue } from './rule-value.tsx';
import type { Told } from './told.ts';

const TYPES = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
];

/** One question of a filter: about what, how it compares, with what. */
export function RuleRow({
  rule,
  place,
  told,
  segmentId,
  onChange,
  onRemove,
}: {
  rule: Rule;
  place: string;
  told: Told;
  segmentId: string | null;
  onChange: (rule: Rule) => void;
  onRemove: () => void;
}) {
  const { key, subject, ask, isNot, type, attribute } = rule;
  const names = useAttributeNames();
  const change = (some: Partial<Rule>) => onChange({ ...rule, ...some });
  const kind = valueKindOf(rule);
  const isTyped = subject === 'attribute' && (kind === 'scalar' || kind === 'list');
  return (
    <Stack gap={4} role="group" aria-label={`Rule ${place}`}>
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <Group gap="xs" align="flex-start" flex={1} miw={0}>
          <Chip size="xs" mt={6} checked={isNot} onChange={(checked) => change({ isNot: checked })}>
            {isNot ? 'not' : '+ not'}
          </Chip>
          <Select
            aria-label={`Field of rule ${place}`}
            w={136}
            data={SUBJECT_OPTIONS}
            allowDeselect={false}
            value={subject}
            onChange={(value) => change(about(value as Subject))}
          />
          {subject === 'attribute' && (
            <Autocomplete
              aria-label={`Attribute of rule ${place}`}
              placeholder="Name"
              flex="1 1 110px"
              data={names}
              value={attribute}
              onChange={(value) => change({ attribute: value })}
            />
          )}
          {ASKS[subject].length > 1 && (
            <Select
              aria-label={`Comparison of rule ${place}`}
              w={subject === 'activity' ? 210 : 158}
              data={askOptions(subject, ask)}
              allowDeselect={false}
              value={ask}
              onChange={(value) => change(asking(rule, value as Ask))}
            />
          )}
          {isTyped && (
            <Select
              aria-label={`Type of rule ${place}`}
              w={106}
              data={type === 'json' ? [...TYPES, { value: 'json', label: 'JSON' }] : TYPES}
              allowDeselect={false}
              value={type}
              onChange={(value) => change({ type: value as ValueType })}
            />
          )}
          <RuleValue
            rule={rule}
            label={`Value of rule ${place}`}
            segmentId={segmentId}
            onChange={change}
          />
        </Group>
        <CloseButton size="lg" aria-label={`Remove rule ${place}`} onClick={onRemove} />
      </Group>
      {(told.faults.has(key) || told.room.has(key)) && (
        <Text size="xs" c="red" mih={18}>
          {told.faults.get(key)}
        </Text>
      )}
      {told.slow.has(key) && (
        <Text size="xs" c="dimmed">
          Slow with many contacts: {told.slow.get(key)}.
        </Text>
      )}
    </Stack>
  );
}

/** Another field has other comparisons. */
function about(subject: Subject): Partial<Rule> {
  const value = subject === 'optIn' ? 'true' : '';
  return { subject, ask: ASKS[subject][0]!, type: 'text', value, list: [] };
}

/** What was typed stays, where it still fits. */
function asking(rule: Rule, ask: Ask): Partial<Rule> {
  const before = valueKindOf(rule);
  const after = valueKindOf({ ...rule, ask });
  if (before === after || (before === 'scalar' && after === 'text')) return { ask };
  if (before === 'text' && after === 'scalar') return { ask };
  const isList = after === 'list' || after === 'locales' || after === 'imports';
  if (isList && rule.value !== '') return { ask, list: [rule.value], value: '' };
  return { ask, value: rule.list[0] ?? '', list: [] };
}
