import { Group, Paper, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../../queries.ts';
import { Swatch } from '../../ui/campaign-progress.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { count, ZONE } from '../../ui/times.tsx';
import { BARS_HEIGHT, DayBars } from './day-bars.tsx';

const DAYS = 30;

/** What became of all mail in the last weeks, day by day in the viewer's zone. */
export function MailByDay() {
  const stats = useQuery({
    ...reading('getDailyStats', { query: { days: DAYS, timezone: ZONE } }),
    refetchInterval: 60_000,
  });
  const days = stats.data?.data;
  const sum = (key: 'sent' | 'failed') => (days ?? []).reduce((total, day) => total + day[key], 0);
  return (
    <Paper withBorder p="md" component="section">
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2}>The last {DAYS} days</Title>
        {days && (
          <Group gap="md">
            <Legend color="teal" value={sum('sent')} label="sent" />
            <Legend color="red" value={sum('failed')} label="failed" />
          </Group>
        )}
      </Group>
      <ErrorNotice error={stats.error} retry={() => stats.refetch()} />
      {stats.isPending && <Skeleton h={BARS_HEIGHT} />}
      {days && <DayBars days={days} />}
    </Paper>
  );
}

function Legend({ color, value, label }: { color: string; value: number; label: string }) {
  return (
    <Group gap={6}>
      <Swatch color={color} />
      <Text size="sm" className="figure">
        {count(value)}{' '}
        <Text span inherit c="dimmed">
          {label}
        </Text>
      </Text>
    </Group>
  );
}
