import { Box, Group, Progress, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ReplyOf } from '../api.ts';
import { count, share } from './times.tsx';

export type Stats = ReplyOf<'getCampaign'>['stats'];
export type MessageState = Exclude<keyof Stats, 'audience'>;

/** In the order of a message's life; the bar shows what is over first. */
export const MESSAGE_STATES: { state: MessageState; label: string; color: string }[] = [
  { state: 'sent', label: 'Sent', color: 'teal' },
  { state: 'failed', label: 'Failed', color: 'red' },
  { state: 'skipped', label: 'Skipped', color: 'gray.5' },
  { state: 'unknown', label: 'In doubt', color: 'orange' },
  { state: 'cancelled', label: 'Cancelled', color: 'gray.7' },
  { state: 'sending', label: 'Sending', color: 'blue' },
  { state: 'deferred', label: 'Deferred', color: 'yellow' },
  { state: 'queued', label: 'Queued', color: 'var(--mantine-color-default-border)' },
];

/** The whole audience by state: at every instant the parts add up to it (design, section 4). */
export function CampaignProgress({
  stats,
  of = ({ label }) => label,
}: {
  stats: Stats;
  /** What a state is called in the legend: a link, say. */
  of?: (state: (typeof MESSAGE_STATES)[number]) => ReactNode;
}) {
  const { audience } = stats;
  return (
    <>
      <ProgressBar stats={stats} />
      <SimpleGrid cols={{ base: 3, sm: 5, lg: 9 }} mt="md" spacing="xs" verticalSpacing="sm">
        <Figure label="Audience" value={audience} note="in all" />
        {MESSAGE_STATES.map((one) => (
          <Figure
            key={one.state}
            label={of(one)}
            color={one.color}
            value={stats[one.state]}
            note={share(stats[one.state], audience)}
          />
        ))}
      </SimpleGrid>
    </>
  );
}

/** The bar with a line of words: for lists of campaigns. */
export function CompactProgress({ stats }: { stats: Stats }) {
  const shown = MESSAGE_STATES.filter(({ state }) => state === 'sent' || stats[state] > 0);
  return (
    <>
      <ProgressBar stats={stats} />
      <Group gap="md" mt={6} style={{ rowGap: 2 }}>
        {shown.map(({ state, label, color }) => (
          <Group key={state} gap={6} wrap="nowrap">
            <Swatch color={color} />
            <Text size="sm" className="figure">
              {count(stats[state])}{' '}
              <Text span c="dimmed" inherit>
                {state === 'sent' ? `of ${count(stats.audience)} sent` : label.toLowerCase()}
              </Text>
            </Text>
          </Group>
        ))}
      </Group>
    </>
  );
}

function ProgressBar({ stats }: { stats: Stats }) {
  const { audience } = stats;
  return (
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
  );
}

function Figure({
  label,
  value,
  note,
  color,
}: {
  label: ReactNode;
  value: number;
  note: string;
  color?: string;
}) {
  return (
    <div>
      <Group gap={6} wrap="nowrap">
        {color && <Swatch color={color} />}
        <Text size="sm" c="dimmed">
          {label}
        </Text>
      </Group>
      <Text className="figure" fw={value > 0 ? 600 : 400} c={value > 0 ? undefined : 'dimmed'}>
        {count(value)}
      </Text>
      <Text size="xs" c="dimmed" className="figure">
        {value > 0 ? note : '\u00a0'}
      </Text>
    </div>
  );
}

/** The colour of a state in the bar. */
export function Swatch({ color }: { color: string }) {
  return (
    <Box w={10} h={10} bg={fillOf(color)} aria-hidden style={{ borderRadius: 3, flex: 'none' }} />
  );
}

/** As the bar fills with it: a shade that is named, or the one that the theme fills with. */
function fillOf(color: string): string {
  return color.includes('.') || color.startsWith('var')
    ? color
    : `var(--mantine-color-${color}-filled)`;
}
