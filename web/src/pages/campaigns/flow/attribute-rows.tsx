import { ActionIcon, Button, Fieldset, Group, Select, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { TextLink } from '../../../ui/text-link.tsx';
import { type Row, rowsOf, TYPES, type Type, toAttributes } from './attributes.ts';

/** Attributes that have to be as given, each with its type: `"3"` isn't 3. */
export function AttributeRows({
  attributes,
  error,
  onChange,
}: {
  attributes: Record<string, unknown>;
  error: string | undefined;
  onChange: (attributes: Record<string, unknown>) => void;
}) {
  const [rows, setRows] = useState<Row[]>(() => rowsOf(attributes));
  const set = (next: Row[]) => {
    setRows(next);
    onChange(toAttributes(next));
  };
  const change = (i: number, part: Partial<Row>) =>
    set(rows.map((row, at) => (at === i ? { ...row, ...part } : row)));
  return (
    <Fieldset
      legend="Attributes that have to be as given"
      variant="unstyled"
      styles={{
        root: { padding: 0, margin: 0 },
        legend: { padding: 0, fontWeight: 600, marginBottom: 4 },
      }}
    >
      {rows.map((row, i) => (
        <AttributeRow
          key={row.key}
          row={row}
          onChange={(part) => change(i, part)}
          onRemove={() => set(rows.filter((_, at) => at !== i))}
        />
      ))}
      {error && (
        <Text size="xs" c="red" mb="xs">
          {error}
        </Text>
      )}
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => setRows([...rows, ...rowsOf({ '': '' })])}
      >
        Add an attribute
      </Button>
      <Text size="xs" c="dimmed" mt="xs">
        For comparisons such as “more than” or “opened the last campaign”, save a{' '}
        <TextLink to="/segments/new" size="xs" underline="always">
          segment
        </TextLink>
        .
      </Text>
    </Fieldset>
  );
}

function AttributeRow({
  row: { name, type, value },
  onChange,
  onRemove,
}: {
  row: Row;
  onChange: (part: Partial<Row>) => void;
  onRemove: () => void;
}) {
  const of = name || 'attribute';
  const isNoNumber = type === 'number' && value !== '' && Number.isNaN(Number(value));
  return (
    <Group gap="xs" mb="xs" wrap="nowrap" align="flex-start">
      <TextInput
        aria-label="Name of the attribute"
        placeholder="plan"
        flex={1}
        value={name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <Select
        aria-label={`Type of ${of}`}
        w={96}
        data={TYPES}
        value={type}
        allowDeselect={false}
        onChange={(next) =>
          onChange({ type: next as Type, ...(next === 'boolean' && { value: 'true' }) })
        }
      />
      {type === 'boolean' ? (
        <Select
          aria-label={`Value of ${of}`}
          flex={1}
          data={[
            { value: 'true', label: 'Yes' },
            { value: 'false', label: 'No' },
          ]}
          value={value}
          allowDeselect={false}
          onChange={(next) => next && onChange({ value: next })}
        />
      ) : (
        <TextInput
          aria-label={`Value of ${of}`}
          placeholder={type === 'number' ? '3' : 'pro'}
          flex={1}
          value={value}
          error={isNoNumber ? 'Not a number' : undefined}
          onChange={(event) => onChange({ value: event.currentTarget.value })}
        />
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        size="input-sm"
        aria-label={`Remove ${of}`}
        onClick={onRemove}
      >
        ✕
      </ActionIcon>
    </Group>
  );
}
