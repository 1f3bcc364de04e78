import { Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { WideTable } from '../../ui/wide-table.tsx';
import type { FileHead } from './file-head.ts';
import { type ColumnPlan, faultOf, TARGET_OPTIONS, type Target } from './mapping.ts';

/** Each column of the file with its first values, and where it goes. */
export function MappingTable({
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
    <WideTable label="Columns of the file" miw={620}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Column</Table.Th>
          <Table.Th>First values</Table.Th>
          <Table.Th w={230}>Becomes</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {plans.map((plan) => (
          <Table.Tr key={plan.column} style={{ verticalAlign: 'top' }}>
            <Table.Td maw={180}>
              <Text size="sm" fw={500} truncate>
                <bdi>{plan.column === '' ? '(no name)' : plan.column}</bdi>
              </Text>
            </Table.Td>
            <Table.Td maw={260}>
              <Samples head={head} column={plan.column} />
            </Table.Td>
            <Table.Td>
              <Choice
                plan={plan}
                fault={faultOf(plan, plans)}
                onChange={(some) => replace(plan, some)}
              />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

function Samples({ head, column }: { head: FileHead; column: string }) {
  const at = head.columns.indexOf(column);
  const values = head.rows.map((row) => row[at] ?? '').filter((value) => value !== '');
  return (
    <Stack gap={0}>
      {values.slice(0, 3).map((value, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of text that are never moved
        <Text key={i} size="sm" c="dimmed" truncate>
          <bdi>{value}</bdi>
        </Text>
      ))}
    </Stack>
  );
}

function Choice({
  plan: { column, target, attribute },
  fault,
  onChange,
}: {
  plan: ColumnPlan;
  fault: string | null;
  onChange: (some: Partial<ColumnPlan>) => void;
}) {
  return (
    <Stack gap={6}>
      <Select
        aria-label={`${column} becomes`}
        data={TARGET_OPTIONS}
        allowDeselect={false}
        value={target}
        error={target === 'attribute' ? null : fault}
        onChange={(value) => onChange({ target: value as Target })}
      />
      {target === 'attribute' && (
        <TextInput
          aria-label={`Attribute of ${column}`}
          placeholder="Name of the attribute"
          value={attribute}
          error={fault}
          onChange={(event) => onChange({ attribute: event.currentTarget.value })}
        />
      )}
    </Stack>
  );
}
