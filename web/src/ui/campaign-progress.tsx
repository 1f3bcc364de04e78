import { Group, Progress, SimpleGrid, Text } from '@mantine/core';
import type { ReplyOf } from '../api.ts';
import { count } from './times.tsx';

export type Stats = ReplyOf<'getCampaign'>['stats'];
export type MessageState = Exclude<keyof Stats, 'audience'>;

/** In the order of a message's life; the bar shows what is over first. */
export const MESSAGE_STATES: { state: MessageState; label: string; color: string }[] = [
  { state: 'sent', label: 'Sent', color: 'teal' },
  { state: 'failed', label: 'Failed', color: 'red' },
  { state: 'skipped', label: 'Skipped', color: 'gray' },
  { state: 'unknown', label: 'In doubt', color: 'orange' },
  { state: 'cancelled', label: 'Cancelled', color: 'dark' },
  { state: 'sending', label: 'Sending', color: 'blue' },
  { state: 'deferred', label: 'Deferred', color: 'yellow' },
  { state: 'queued', label: 'Queued', color: 'var(--mantine-color-default-border)' },
];

/** The whole audience by state: at every instant the parts add up to it (design, section 4). */
export function CampaignProgress({ stats }: { stats: Stats }) {
  const { audience } = stats;
  return (
    <>
      <Progress.Root size="lg" aria-label={`${count(stats.sent)} of ${count(audience)} sent`}>
        {MESSAGE_STATES.map(({ state, label, color }) => (
          <Progress.Section
            key={state}
            value={audience > 0 ? (100 * stats[state]) / audience : 0}
            color={color}
            aria-label={label}
          />
        ))}
      </Progress.Root>
      <SimpleGrid cols={{ base: 2, xs: 3, md: 5 }} mt="md" spacing="sm">
        <Figure label="Audience" value={audience} />
        {MESSAGE_STATES.map(({ state, label }) => (
          <Figure key={state} label={label} value={stats[state]} />
        ))}
      </SimpleGrid>
    </>
  );
}

function Figure({ label, value }: { label: string; value: number }) {
  return (
    <Group gap={6} align="baseline">
      <Text fw={600} className="figure">
        {count(value)}
      </Text>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
    </Group>
  );
}
