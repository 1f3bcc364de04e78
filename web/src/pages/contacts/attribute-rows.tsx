import { Button, CloseButton, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import {
  type AttributeRow,
  type AttributeType,
  faultOf,
  newRow,
  TYPE_OPTIONS,
} from './attribute-draft.ts';

const YES_OR_NO = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
];

/** A contact's attributes as rows of name, type and value. `showFaults`: once somebody tried to save. */
export function AttributeRows({
  rows,
  onChange,
  showFaults,
}: {
  rows: AttributeRow[];
  onChange: (rows: AttributeRow[]) => void;
  showFaults: boolean;
}) {
  const replace = (row: AttributeRow, some: Partial<AttributeRow>) =>
    onChange(rows.map((one) => (one.key === row.key ? { ...one, ...some } : one)));
  return (
    <Stack gap="xs" role="group" aria-label="Attributes">
      <div>
        <Text size="sm" fw={500}>
          Attributes
        </Text>
        <Text size="xs" c="dimmed">
          Templates print them, segments ask for them.
        </Text>
      </div>
      {rows.map((row, i) => (
        <Row
          key={row.key}
          row={row}
          place={i + 1}
          fault={showFaults ? faultOf(row, rows) : null}
          onChange={(some) => replace(row, some)}
          onRemove={() => onChange(rows.filter(({ key }) => key !== row.key))}
        />
      ))}
      <div>
        <Button variant="default" size="compact-sm" onClick={() => onChange([...rows, newRow()])}>
          Add an attribute
        </Button>
      </div>
    </Stack>
  );
}

function Row({
  row,
  place,
  fault,
  onChange,
  onRemove,
}: {
  row: AttributeRow;
  place: number;
  fault: string | null;
  onChange: (some: Partial<AttributeRow>) => void;
  onRemove: () => void;
}) {
  return (
    <Group gap="xs" align="flex-start" className="attribute-row">
      <TextInput
        aria-label={`Name of attribute ${place}`}
        placeholder="Name"
        flex="1 1 120px"
        maxLength={128}
        value={row.name}
        error={fault}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <Select
        aria-label={`Type of attribute ${place}`}
        w={112}
        data={TYPE_OPTIONS}
        allowDeselect={false}
        value={row.type}
        onChange={(type) => onChange({ type: type as AttributeType })}
      />
      {row.type === 'boolean' ? (
        <Select
          aria-label={`Value of attribute ${place}`}
          placeholder="Yes or no"
          flex="2 1 140px"
          data={YES_OR_NO}
          value={row.value === 'true' || row.value === 'false' ? row.value : null}
          onChange={(value) => onChange({ value: value ?? '' })}
        />
      ) : (
        <TextInput
          aria-label={`Value of attribute ${place}`}
          placeholder="Value"
          flex="2 1 140px"
          value={row.value}
          inputMode={row.type === 'number' ? 'decimal' : undefined}
          onChange={(event) => onChange({ value: event.currentTarget.value })}
        />
      )}
      <CloseButton size="lg" aria-label={`Remove attribute ${place}`} onClick={onRemove} />
    </Group>
  );
}
