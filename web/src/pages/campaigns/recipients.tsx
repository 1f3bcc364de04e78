import { Skeleton, Table, Text, VisuallyHidden } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import type { ReplyOf } from '../../api.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { MoreButton, useMore } from '../../ui/more.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { statusOf } from './campaign-view.ts';
import { RecipientFilters } from './recipient-filters.tsx';
import { RecipientRow } from './recipient-row.tsx';

/** The ledger of a campaign by state or address, with what the relay said. */
export function Recipients({ campaign }: { campaign: ReplyOf<'getCampaign'> }) {
  const { id } = campaign;
  const { state, email } = useSearch({ from: '/shell/campaigns/$id' });
  const { list, rows } = useMore(
    'listRecipients',
    { path: { id }, query: { status: statusOf(state), email } },
    { refetchInterval: campaign.status === 'SENDING' ? 3_000 : false },
  );
  return (
    <section aria-label="Recipients">
      <RecipientFilters campaign={campaign} />
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={240} />}
      {list.data && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {email
            ? `Nobody of this audience has exactly this address${state ? ' and state.' : '.'}`
            : 'Nobody is in this state.'}
        </Text>
      )}
      {rows.length > 0 && (
        <WideTable label="Recipients" highlightOnHover miw={720}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th miw={220}>Address</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>What the server said</Table.Th>
              <Table.Th>Time</Table.Th>
              <Table.Th>
                <VisuallyHidden>Message</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <RecipientRow key={row.id} campaign={campaign} recipient={row} />
            ))}
          </Table.Tbody>
        </WideTable>
      )}
      <MoreButton list={list} />
    </section>
  );
}
