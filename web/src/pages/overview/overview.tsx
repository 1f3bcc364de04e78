import { Paper, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import type { ReplyOf } from '../../api.ts';
import { reading } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { CampaignProgress } from '../../ui/campaign-progress.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { count, When } from '../../ui/times.tsx';

type Campaign = ReplyOf<'getCampaign'>;

/** What goes on now, what comes next. */
export function Overview() {
  const { tenant } = useMe();
  const lists = useQueries({
    queries: (['SENDING', 'PAUSED', 'SCHEDULED'] as const).map((status) => ({
      ...reading('listCampaigns', { query: { status, limit: 10 } }),
      refetchInterval: 3_000,
    })),
  });
  const [sending, paused, scheduled] = lists.map((list) => list.data?.data);
  const inFlight = [...(paused ?? []), ...(sending ?? [])];
  const error = lists.find((list) => list.error)?.error ?? null;
  const isKnown = lists.every((list) => list.data);
  return (
    <>
      <PageHead title="Overview" about={tenant.name} />
      <Stack>
        <ErrorNotice error={error} />
        {!isKnown && !error && <Skeleton h={160} />}
        {isKnown && inFlight.length === 0 && (
          <EmptyState title="Nothing is being sent">
            A campaign that is sent shows its progress here.
          </EmptyState>
        )}
        {inFlight.map((campaign) => (
          <InFlight key={campaign.id} campaign={campaign} />
        ))}
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Next campaigns={scheduled ?? []} />
          <Quota tenantId={tenant.id} />
        </SimpleGrid>
      </Stack>
    </>
  );
}

function InFlight({ campaign }: { campaign: Campaign }) {
  const { id, name, status, reason, stats } = campaign;
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <div>
          <TextLink to="/campaigns/$id" params={{ id }} fw={600} mr="xs">
            {name}
          </TextLink>
          <StatusBadge status={status} />
          {reason && <Text size="sm">{reason}</Text>}
        </div>
        <CampaignProgress stats={stats} />
      </Stack>
    </Paper>
  );
}

function Next({ campaigns }: { campaigns: Campaign[] }) {
  const next = [...campaigns].sort((a, b) => (a.scheduledAt! < b.scheduledAt! ? -1 : 1));
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="xs">
        Scheduled
      </Title>
      {next.length === 0 && (
        <Text size="sm" c="dimmed">
          No campaign waits for its time.
        </Text>
      )}
      {next.map(({ id, name, scheduledAt }) => (
        <Text key={id} size="sm">
          <TextLink to="/campaigns/$id" params={{ id }}>
            {name}
          </TextLink>
          , <When at={scheduledAt} />
        </Text>
      ))}
    </Paper>
  );
}

function Quota({ tenantId }: { tenantId: string }) {
  const { data } = useQuery(reading('getTenant', { path: { id: tenantId } }));
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="xs">
        This month
      </Title>
      <Text size="sm" className="figure">
        {data ? `${count(data.usedThisMonth)} messages` : '–'}
        {data?.monthlyQuota != null && ` of ${count(data.monthlyQuota)}`}
      </Text>
    </Paper>
  );
}
