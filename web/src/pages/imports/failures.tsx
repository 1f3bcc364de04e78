import { Button, Group, Paper, Skeleton, Table, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { tenantId } from '../../session.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { count } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { firstFailures } from './first-failures.ts';
import type { ContactImport } from './import-type.ts';

const SHOWN = 100;

/** Which rows failed, and why. */
export function Failures({ one: { id, failed, dryRun } }: { one: ContactImport }) {
  const list = useQuery({
    queryKey: [tenantId(), 'exportImportFailures', id],
    queryFn: ({ signal }) => firstFailures(id, SHOWN, signal),
  });
  const save = useMutation({
    mutationFn: () => saveFile('exportImportFailures', { path: { id } }),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });
  return (
    <Paper withBorder p="md" component="section">
      <Group justify="space-between" mb="xs">
        <Title order={2}>{dryRun ? 'Rows that would fail' : 'Rows that failed'}</Title>
        <Button
          variant="default"
          size="compact-sm"
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          Download as CSV
        </Button>
      </Group>
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={160} />}
      {list.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          They are kept for 30 days, and these are older.
        </Text>
      )}
      {list.data && list.data.length > 0 && (
        <WideTable label="Failed rows" verticalSpacing={6} miw={{ base: 0, sm: 560 }}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th ta="right">Line</Table.Th>
              <Table.Th>Address</Table.Th>
              <Table.Th visibleFrom="sm">Reason</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.data.map(({ row, line, email, reason }) => (
              <Table.Tr key={row}>
                <Table.Td ta="right" className="figure">
                  {line}
                </Table.Td>
                <Table.Td maw={260}>
                  <Text size="sm" truncate>
                    <bdi>{email === '' ? '–' : email}</bdi>
                  </Text>
                  <Text size="sm" c="dimmed" hiddenFrom="sm">
                    <bdi>{reason}</bdi>
                  </Text>
                </Table.Td>
                <Table.Td visibleFrom="sm">
                  <bdi>{reason}</bdi>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
      {failed > SHOWN && (
        <Text size="sm" c="dimmed" mt="xs">
          The first {SHOWN} of {count(failed)}; the file has them all.
        </Text>
      )}
    </Paper>
  );
}
