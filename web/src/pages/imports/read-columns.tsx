import { Paper, Table, Text, Title } from '@mantine/core';
import { WideTable } from '../../ui/wide-table.tsx';
import type { ContactImport } from './import-type.ts';

/** As what each column was read. */
export function ReadColumns({ columns }: { columns: NonNullable<ContactImport['columns']> }) {
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="xs">
        Columns
      </Title>
      <WideTable label="Columns" miw={320} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>In the file</Table.Th>
            <Table.Th>Read as</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {columns.map(({ column, field, type }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name
            <Table.Tr key={i}>
              <Table.Td maw={240}>
                <Text size="sm" truncate>
                  <bdi>{column}</bdi>
                </Text>
              </Table.Td>
              <Table.Td maw={240}>
                <Text size="sm" truncate {...(field === null && { c: 'dimmed' })}>
                  <bdi>{field ?? 'not read'}</bdi>
                  {type && `, ${type === 'boolean' ? 'yes or no' : type}`}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
    </Paper>
  );
}
