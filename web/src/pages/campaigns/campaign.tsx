import { Alert, Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import type { ReplyOf } from '../../api.ts';
import { CampaignProgress } from '../../ui/campaign-progress.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { count, When } from '../../ui/times.tsx';
import { CampaignActions } from './campaign-actions.tsx';
import { Recipients } from './recipients.tsx';
import { useCampaign } from './use-progress.ts';

/** One campaign: where it stands, what can be done, and who got it. */
export function Campaign() {
  const { id } = useParams({ from: '/shell/campaigns/$id' });
  const { data: campaign, error, refetch } = useCampaign(id);
  if (!campaign) {
    return error ? <ErrorNotice error={error} retry={() => refetch()} /> : <Skeleton h={280} />;
  }
  const { name, status, stats, reason } = campaign;
  return (
    <>
      <PageHead title={name} about={<Times campaign={campaign} />}>
        <CampaignActions campaign={campaign} />
      </PageHead>
      <Stack>
        {reason && (
          <Alert color={status === 'PAUSED' ? 'orange' : 'blue'} variant="light" title="It waits">
            {reason}
          </Alert>
        )}
        {stats.audience > 0 && (
          <Paper withBorder p="md">
            <Group justify="space-between" mb="sm">
              <StatusBadge status={status} />
              <Pace campaign={campaign} />
            </Group>
            <CampaignProgress stats={stats} />
          </Paper>
        )}
        {stats.audience > 0 && <Recipients campaign={campaign} />}
      </Stack>
    </>
  );
}

function Times({ campaign }: { campaign: ReplyOf<'getCampaign'> }) {
  const { status, createdAt, scheduledAt, startedAt, finishedAt, timezone } = campaign;
  if (status === 'SCHEDULED') {
    return (
      <>
        Starts <When at={scheduledAt} /> (your time){timezone && `, planned in ${timezone}`}
      </>
    );
  }
  if (finishedAt) {
    return (
      <>
        Ended <When at={finishedAt} />
      </>
    );
  }
  return startedAt ? (
    <>
      Started <When at={startedAt} />
    </>
  ) : (
    <>
      Created <When at={createdAt} />
    </>
  );
}

function Pace({ campaign: { rate, eta, status } }: { campaign: ReplyOf<'getCampaign'> }) {
  if (status !== 'SENDING' || !rate) return null;
  return (
    <Text size="sm" c="dimmed" className="figure">
      {count(Math.round(rate))} a second
      {eta && (
        <>
          , done <When at={eta} />
        </>
      )}
    </Text>
  );
}
