import { Skeleton, Table, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { InputOf, ReplyOf } from '../../../api.ts';
import { reading } from '../../../queries.ts';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { count, When } from '../../../ui/times.tsx';
import { WideTable } from '../../../ui/wide-table.tsx';
import { instantOf } from './wall-time.ts';

type Wave = ReplyOf<'listWaves'>[number];
type Asked = NonNullable<InputOf<'listWaves'>['query']>;

/** Who would get it when, before it is scheduled. */
export function WavesPlan({
  id,
  wall,
  zone,
  ifPassed,
}: {
  id: string;
  wall: string;
  zone: string;
  ifPassed: Asked['ifPassed'];
}) {
  const [scheduledAt] = useDebouncedValue(wall, 400);
  const waves = useQuery({
    ...reading('listWaves', { path: { id }, query: { scheduledAt, timezone: zone, ifPassed } }),
    placeholderData: keepPreviousData,
    enabled: instantOf(scheduledAt, zone) !== null,
  });
  if (!waves.data) {
    return waves.error ? (
      <ErrorNotice error={waves.error} retry={() => waves.refetch()} />
    ) : (
      <Skeleton h={140} />
    );
  }
  if (waves.data.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nobody is in the audience yet.
      </Text>
    );
  }
  return (
    <section>
      <Title order={2} size="sm" mb={4}>
        {waves.data.length === 1 ? 'One wave' : `${count(waves.data.length)} waves`}
      </Title>
      <WideTable label="Waves" miw={460} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Time zone</Table.Th>
            <Table.Th>Your time</Table.Th>
            <Table.Th ta="right">People</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {waves.data.map((wave) => (
            <Row key={wave.timezone} wave={wave} />
          ))}
        </Table.Tbody>
      </WideTable>
    </section>
  );
}

function Row({ wave: { timezone, dueAt, count: people, status } }: { wave: Wave }) {
  return (
    <Table.Tr>
      <Table.Td>{timezone.replaceAll('_', ' ')}</Table.Td>
      <Table.Td>
        <When at={dueAt} />
        <Text size="xs" c="dimmed">
          {status === 'DUE' && 'passed: they get it at once'}
          {status === 'SKIPPED' && 'passed: they are skipped'}
        </Text>
      </Table.Td>
      <Table.Td ta="right" className="figure">
        {count(people)}
      </Table.Td>
    </Table.Tr>
  );
}
