import { Pagination, Select, Skeleton, Stack, Table, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReplyOf } from '../../api.ts';
import { reading } from '../../queries.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import {
  CAMPAIGN_STATUSES,
  type CampaignStatus,
  StatusBadge,
  statusLabel,
} from '../../ui/status-badge.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { count, When } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';

const LIMIT = 20;

/** All campaigns of the tenant, newest first. */
export function Campaigns() {
  const { status, page = 1 } = useSearch({ from: '/shell/campaigns' });
  const navigate = useNavigate({ from: '/campaigns' });
  const list = useQuery({
    ...reading('listCampaigns', { query: { page, limit: LIMIT, status } }),
    placeholderData: keepPreviousData,
    refetchInterval: 5_000,
  });
  const { data: campaigns, meta } = list.data ?? {};
  return (
    <>
      <PageHead title="Campaigns" about="One message to everyone in its audience">
        <Select
          aria-label="Status"
          placeholder="Any status"
          clearable
          w={160}
          data={CAMPAIGN_STATUSES.map((value) => ({ value, label: statusLabel(value) }))}
          value={status ?? null}
          onChange={(value) =>
            navigate({ search: { status: (value as CampaignStatus) ?? undefined } })
          }
        />
      </PageHead>
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={240} />}
      {campaigns?.length === 0 && (
        <EmptyState title={status ? 'No campaign has this status' : 'No campaign yet'}>
          {status
            ? 'Choose another status, or none.'
            : 'Import contacts and publish a template; then a campaign brings them together.'}
        </EmptyState>
      )}
      {campaigns && campaigns.length > 0 && (
        <Stack>
          <WideTable label="Campaigns" highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Status</Table.Th>
                <Table.Th ta="right">Sent</Table.Th>
                <Table.Th>Time</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {campaigns.map((campaign) => (
                <Row key={campaign.id} campaign={campaign} />
              ))}
            </Table.Tbody>
          </WideTable>
          {meta && meta.totalPages > 1 && (
            <Pagination
              total={meta.totalPages}
              value={page}
              getControlProps={(control) => ({ 'aria-label': `${control} page` })}
              onChange={(next) => navigate({ search: { status, page: next } })}
            />
          )}
        </Stack>
      )}
    </>
  );
}

function Row({ campaign }: { campaign: ReplyOf<'getCampaign'> }) {
  const { id, name, status, stats, scheduledAt, startedAt, finishedAt, createdAt } = campaign;
  return (
    <Table.Tr>
      <Table.Td>
        <TextLink to="/campaigns/$id" params={{ id }} fw={500}>
          {name}
        </TextLink>
      </Table.Td>
      <Table.Td>
        <StatusBadge status={status} />
      </Table.Td>
      <Table.Td ta="right" className="figure">
        {stats.audience > 0 ? `${count(stats.sent)} of ${count(stats.audience)}` : '–'}
      </Table.Td>
      <Table.Td>
        <Text size="sm">
          {status === 'SCHEDULED' ? (
            <>
              for <When at={scheduledAt} />
            </>
          ) : (
            <When at={finishedAt ?? startedAt ?? createdAt} />
          )}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}
