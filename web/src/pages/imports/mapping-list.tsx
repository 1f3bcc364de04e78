import { Group, Select, Text, TextInput } from '@mantine/core';
import type { FileHead } from './file-head.ts';
import classes from './imports.module.css';
import {
  type AttributeType,
  type ColumnPlan,
  faultOf,
  TARGET_OPTIONS,
  type Target,
  TYPE_OPTIONS,
} from './mapping.ts';

/** Each column of the file with its first values, and where it goes. */
export function MappingList({
  head,
  plans,
  onChange,
}: {
  head: FileHead;
  plans: ColumnPlan[];
  onChange: (plans: ColumnPlan[]) => void;
}) {
  const replace = (plan: ColumnPlan, some: Partial<ColumnPlan>) =>
    onChange(plans.map((one) => (one === plan ? { ...one, ...some } : one)));
  return (
    <ul className={classes.columns}>
      {plans.map((plan) => (
        <li key={plan.column} className={classes.column}>
          <div className={classes.source}>
            <Text size="sm" fw={600} truncate>
              <bdi>{plan.column === '' ? '(no name)' : plan.column}</bdi>
            </Text>
            <Text size="sm" c="dimmed" truncate>
              <bdi>{samplesOf(head, plan.column)}</bdi>
            </Text>
          </div>
          <Choice
            plan={plan}
            fault={faultOf(plan, plans)}
            isTyped={head.format === 'csv'}
            onChange={(some) => replace(plan, some)}
          />
        </li>
      ))}
    </ul>
  );
}

function samplesOf({ columns, rows }: FileHead, column: string): string {
  const at = columns.indexOf(column);
  const values = rows.map((row) => (row[at] ?? '').trim()).filter((value) => value !== '');
  return values.length > 0 ? values.slice(0, 3).join(' · ') : 'empty in the first rows';
}

function Choice({
  plan: { column, target, attribute, type },
  fault,
  isTyped,
  onChange,
}: {
  plan: ColumnPlan;
  fault: string | null;
  isTyped: boolean;
  onChange: (some: Partial<ColumnPlan>) => void;
}) {
  const isAttribute = target === 'attribute';
  return (
    <Group gap="xs" align="flex-start" className={classes.choice}>
      <Select
        aria-label={`${column} becomes`}
        flex="1 1 170px"
        data={TARGET_OPTIONS}
        allowDeselect={false}
        maxDropdownHeight={320}
        value={target}
        error={isAttribute ? null : fault}
        onChange={(value) => onChange({ target: value as Target })}
      />
      {isAttribute && (
        <TextInput
          aria-label={`Attribute of ${column}`}
          placeholder="Name of the attribute"
          flex="1 1 120px"
          value={attribute}
          error={fault}
          onChange={(event) => onChange({ attribute: event.currentTarget.value })}
        />
      )}
      {isAttribute && isTyped && (
        <Select
          aria-label={`Type of ${column}`}
          w={112}
          data={TYPE_OPTIONS}
          allowDeselect={false}
          value={type}
          onChange={(value) => onChange({ type: value as AttributeType })}
        />
      )}
    </Group>
  );
}
