import { Group, Select, Skeleton, Stack, Table, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { reading } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Pages } from '../../ui/pages.tsx';
import { CAMPAIGN_STATUSES, type CampaignStatus, statusLabel } from '../../ui/status-badge.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { CampaignRow } from './campaign-row.tsx';
import { NewCampaign } from './new-campaign.tsx';
import { NoCampaigns } from './no-campaigns.tsx';

const LIMIT = 20;

/** All campaigns of the tenant, newest first. */
export function Campaigns() {
  const { q, status, page = 1 } = useSearch({ from: '/shell/campaigns' });
  const navigate = useNavigate({ from: '/campaigns' });
  const { tenant } = useMe();
  const canWrite = tenant.role !== 'viewer';
  const list = useQuery({
    ...reading('listCampaigns', { query: { page, limit: LIMIT, status, q } }),
    placeholderData: keepPreviousData,
    refetchInterval: 5_000,
  });
  const { data: campaigns, meta } = list.data ?? {};
  return (
    <>
      <PageHead title="Campaigns" about="One message to everyone in its audience">
        {canWrite && <NewCampaign />}
      </PageHead>
      <Stack>
        <Filters />
        <ErrorNotice error={list.error} retry={() => list.refetch()} />
        {list.isPending && <Skeleton h={240} />}
        {campaigns?.length === 0 && <NoCampaigns isFiltered={Boolean(q || status)} />}
        {campaigns && campaigns.length > 0 && (
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
                <CampaignRow key={campaign.id} campaign={campaign} canWrite={canWrite} />
              ))}
            </Table.Tbody>
          </WideTable>
        )}
        <Pages
          meta={meta}
          page={page}
          onChange={(next) => navigate({ search: { q, status, page: next } })}
        />
      </Stack>
    </>
  );
}

/** What is looked for stands in the address, a moment after it was typed. */
function Filters() {
  const { q = '', status } = useSearch({ from: '/shell/campaigns' });
  const navigate = useNavigate({ from: '/campaigns' });
  const [text, setText] = useState(q);
  const find = useDebouncedCallback((value: string) => {
    const q = value.trim() || undefined;
    void navigate({ search: ({ status }) => ({ q, status }), replace: true });
  }, 250);
  return (
    <Group gap="sm">
      <TextInput
        type="search"
        aria-label="Find a campaign by name"
        placeholder="Find by name"
        maw={280}
        flex="1 1 200px"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          find(event.currentTarget.value);
        }}
      />
      <Select
        aria-label="Status"
        placeholder="Any status"
        clearable
        w={160}
        data={CAMPAIGN_STATUSES.map((value) => ({ value, label: statusLabel(value) }))}
        value={status ?? null}
        onChange={(value) =>
          navigate({
            search: { q: text.trim() || undefined, status: (value as CampaignStatus) ?? undefined },
          })
        }
      />
    </Group>
  );
}
