import { Group, Paper, Text } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { CampaignProgress } from '../../ui/campaign-progress.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { count, share, When } from '../../ui/times.tsx';

type Campaign = ReplyOf<'getCampaign'>;

/** How far it has got: everyone of the audience in one bar, and how fast it goes. */
export function Standing({ campaign }: { campaign: Campaign }) {
  const { id, stats } = campaign;
  const over = stats.audience - stats.queued - stats.sending - stats.deferred;
  return (
    <Paper withBorder p="md" component="section" aria-label="Progress">
      <Group justify="space-between" mb="sm" gap="xs">
        <Group gap="sm">
          <StatusBadge campaign={campaign} />
          <Text size="sm" fw={600} className="figure">
            {share(over, stats.audience)} through
          </Text>
        </Group>
        <Pace campaign={campaign} />
      </Group>
      <CampaignProgress
        stats={stats}
        of={({ state, label }) => (
          <TextLink
            to="/campaigns/$id"
            params={{ id }}
            search={{ tab: 'recipients', state }}
            c="dimmed"
            size="sm"
            resetScroll={false}
          >
            {label}
          </TextLink>
        )}
      />
    </Paper>
  );
}

function Pace({ campaign: { rate, eta, status, stalledSince } }: { campaign: Campaign }) {
  if (!rate) return null;
  const isUnderWay = status === 'SENDING' && !stalledSince;
  return (
    <Text size="sm" c="dimmed" className="figure">
      {isUnderWay ? '' : 'On average '}
      {count(rate < 10 ? rate : Math.round(rate))} a second
      {isUnderWay && eta && (
        <>
          , done about <When at={eta} />
        </>
      )}
    </Text>
  );
}
