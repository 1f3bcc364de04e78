import { Group, Select, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { ReplyOf } from '../../api.ts';
import { MESSAGE_STATES, type MessageState } from '../../ui/campaign-progress.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { MoreButton, useMore } from '../../ui/more.tsx';
import { When } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';

type Status = ReplyOf<'listRecipients'>['data'][number]['status'];

/** The ledger of a campaign by state, with what the relay said. */
export function Recipients({ campaign }: { campaign: ReplyOf<'getCampaign'> }) {
  const { id, status: campaignStatus } = campaign;
  const isUnderWay = campaignStatus === 'SENDING';
  const [state, setState] = useState<MessageState | null>(null);
  const status = state ? (state.toUpperCase() as Status) : undefined;
  const { list, rows } = useMore(
    'listRecipients',
    { path: { id }, query: { status } },
    { refetchInterval: isUnderWay ? 3_000 : false },
  );
  return (
    <section>
      <Group justify="space-between" mb="xs">
        <Title order={2}>Recipients</Title>
        <Select
          aria-label="State"
          placeholder="Any state"
          clearable
          w={170}
          data={MESSAGE_STATES.map(({ state, label }) => ({ value: state, label }))}
          value={state}
          onChange={(value) => setState(value as MessageState | null)}
        />
      </Group>
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.data && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody is in this state.
        </Text>
      )}
      {rows.length > 0 && (
        <WideTable label="Recipients" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Address</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>What the server said</Table.Th>
              <Table.Th>Time</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ id: row, email, status: now, reason, finishedAt, nextAttemptAt }) => (
              <Table.Tr key={row}>
                <Table.Td>{email ?? 'erased'}</Table.Td>
                <Table.Td>{labelOf(now)}</Table.Td>
                <Table.Td>{reason ?? '–'}</Table.Td>
                <Table.Td>
                  <When at={finishedAt ?? nextAttemptAt} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
      <MoreButton list={list} />
    </section>
  );
}

function labelOf(status: Status): string {
  return MESSAGE_STATES.find(({ state }) => state.toUpperCase() === status)?.label ?? status;
}
