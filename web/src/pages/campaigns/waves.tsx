import { Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReplyOf } from '../../api.ts';
import { reading } from '../../queries.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { count, When } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';

type Wave = ReplyOf<'listWaves'>[number];

const LABELS: Record<Wave['status'], string> = {
  PENDING: 'Waits',
  DUE: 'Due',
  SENDING: 'Sending',
  DONE: 'Done',
  SKIPPED: 'Skipped',
  CANCELLED: 'Cancelled',
};

/** Who gets it when: one wave for each time zone. */
export function Waves({ campaign: { id, status } }: { campaign: ReplyOf<'getCampaign'> }) {
  const waves = useQuery({
    ...reading('listWaves', { path: { id } }),
    refetchInterval: status === 'SENDING' ? 10_000 : false,
  });
  if (waves.error) return <ErrorNotice error={waves.error} retry={() => waves.refetch()} />;
  if (!waves.data) return <Skeleton h={160} />;
  if (waves.data.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        There are no waves: nobody is in the audience.
      </Text>
    );
  }
  return (
    <WideTable label="Waves">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Time zone</Table.Th>
          <Table.Th>Their time</Table.Th>
          <Table.Th>Your time</Table.Th>
          <Table.Th ta="right">People</Table.Th>
          <Table.Th ta="right">Sent</Table.Th>
          <Table.Th>State</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {waves.data.map((wave) => (
          <Table.Tr key={wave.timezone}>
            <Table.Td>{wave.timezone.replaceAll('_', ' ')}</Table.Td>
            <Table.Td className="figure">{wave.localTime.slice(0, 16).replace('T', ' ')}</Table.Td>
            <Table.Td>
              <When at={wave.dueAt} />
            </Table.Td>
            <Table.Td ta="right" className="figure">
              {count(wave.count)}
            </Table.Td>
            <Table.Td ta="right" className="figure">
              {wave.stats ? count(wave.stats.sent) : '–'}
            </Table.Td>
            <Table.Td>{LABELS[wave.status]}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}
