import {
  Group,
  SegmentedControl,
  Skeleton,
  Table,
  Text,
  Title,
  UnstyledButton,
} from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { MoreButton, useMore } from '../../ui/more.tsx';
import { When } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { DeliveryBadge } from './delivery-badge.tsx';
import { DeliveryDetail } from './delivery-detail.tsx';
import { DELIVERY_STATUSES, deliveryStatusLabel } from './delivery-search.ts';
import type { Delivery, Endpoint } from './event-types.ts';

/** What was sent to an endpoint and what became of it, the newest first; watched while it is open. */
export function Deliveries({ endpoint: { id } }: { endpoint: Endpoint }) {
  const { status } = useSearch({ from: '/shell/webhooks/$id' });
  const navigate = useNavigate({ from: '/webhooks/$id' });
  const [openId, setOpenId] = useState<string | null>(null);
  const { list, rows } = useMore(
    'listWebhookDeliveries',
    { path: { id }, query: { status } },
    { limit: 25, refetchInterval: 5_000 },
  );
  return (
    <section>
      <Group justify="space-between" mb="xs">
        <Title order={2}>Deliveries</Title>
        <SegmentedControl
          aria-label="State of deliveries"
          size="xs"
          value={status ?? 'all'}
          onChange={(value) =>
            navigate({
              search: { status: DELIVERY_STATUSES.find((one) => one === value) },
              replace: true,
            })
          }
          data={[
            { value: 'all', label: 'All' },
            ...DELIVERY_STATUSES.map((value) => ({ value, label: deliveryStatusLabel(value) })),
          ]}
        />
      </Group>
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={160} />}
      {list.data && rows.length === 0 && (
        <EmptyState title={status ? 'None in this state' : 'Nothing delivered yet'}>
          {status
            ? 'Choose another state, or all.'
            : 'Send a test, or wait until one of its events happens.'}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <WideTable label="Deliveries" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Event</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Answer</Table.Th>
              <Table.Th>Tries</Table.Th>
              <Table.Th>Time</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((delivery) => (
              <Row key={delivery.id} delivery={delivery} open={() => setOpenId(delivery.id)} />
            ))}
          </Table.Tbody>
        </WideTable>
      )}
      <MoreButton list={list} />
      <DeliveryDetail
        delivery={rows.find((delivery) => delivery.id === openId) ?? null}
        close={() => setOpenId(null)}
      />
    </section>
  );
}

function Row({ delivery, open }: { delivery: Delivery; open: () => void }) {
  const { event, kind, statusCode, error, attempt, createdAt, nextAttemptAt } = delivery;
  return (
    <Table.Tr>
      <Table.Td>
        <UnstyledButton onClick={open} className="link-button">
          {event ?? 'An event that is not kept any more'}
        </UnstyledButton>
        {kind !== 'event' && (
          <Text size="xs" c="dimmed">
            {kind === 'test' ? 'a test' : 'delivered again'}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <DeliveryBadge delivery={delivery} />
      </Table.Td>
      <Table.Td maw={320}>
        <Text size="sm" lineClamp={2}>
          {error ?? statusCode ?? '–'}
        </Text>
      </Table.Td>
      <Table.Td className="figure">{attempt}</Table.Td>
      <Table.Td>
        <Text size="sm">
          <When at={createdAt} />
        </Text>
        {nextAttemptAt && (
          <Text size="xs" c="dimmed">
            next <When at={nextAttemptAt} />
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
