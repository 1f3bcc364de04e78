import { Group, Skeleton, Stack, Text } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { CompactProgress } from '../../ui/campaign-progress.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { count, When } from '../../ui/times.tsx';
import { Panel } from './panel.tsx';
import type { CampaignsNow } from './use-campaigns-now.ts';

type Campaign = ReplyOf<'getCampaign'>;

/** Campaigns on their way, as they go. */
export function InFlight({ now: { sending, paused, error } }: { now: CampaignsNow }) {
  if (!sending || !paused) return error ? null : <Skeleton h={96} />;
  const campaigns = [...sending, ...paused];
  return (
    <Panel title="On the way">
      {campaigns.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing is being sent. A campaign shows its progress here while it is.
        </Text>
      )}
      <Stack gap="lg">
        {campaigns.map((campaign) => (
          <One key={campaign.id} campaign={campaign} />
        ))}
      </Stack>
    </Panel>
  );
}

function One({ campaign }: { campaign: Campaign }) {
  const { id, name, status, stats, rate, eta, stalledSince } = campaign;
  return (
    <div>
      <Group justify="space-between" gap="xs" mb={6}>
        <Group gap="xs" style={{ minWidth: 0 }}>
          <TextLink to="/campaigns/$id" params={{ id }} fw={600}>
            {name}
          </TextLink>
          <StatusBadge campaign={campaign} />
        </Group>
        {status === 'SENDING' && !stalledSince && rate && (
          <Text size="sm" c="dimmed" className="figure">
            {count(rate < 10 ? rate : Math.round(rate))} a second
            {eta && (
              <>
                , done about <When at={eta} />
              </>
            )}
          </Text>
        )}
      </Group>
      <CompactProgress stats={stats} />
    </div>
  );
}
