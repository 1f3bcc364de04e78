import { Group, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../../queries.ts';
import { Swatch } from '../../ui/campaign-progress.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { count, ZONE } from '../../ui/times.tsx';
import { BARS_HEIGHT, DayBars } from './day-bars.tsx';
import { Panel } from './panel.tsx';

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
    <Panel
      title={`The last ${DAYS} days`}
      aside={
        days && (
          <Group gap="md">
            <Legend color="teal" value={sum('sent')} label="sent" />
            <Legend color="red" value={sum('failed')} label="failed" />
          </Group>
        )
      }
    >
      <ErrorNotice error={stats.error} retry={() => stats.refetch()} />
      {stats.isPending && <Skeleton h={BARS_HEIGHT} />}
      {days && sum('sent') + sum('failed') > 0 && <DayBars days={days} />}
      {days && sum('sent') + sum('failed') === 0 && (
        <Text size="sm" c="dimmed">
          Nothing was sent in these days. Each day will have its bar.
        </Text>
      )}
    </Panel>
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
