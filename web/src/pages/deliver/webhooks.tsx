import './deliver.css';
import { Button, Skeleton, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { EndpointBadge } from './endpoint-badge.tsx';
import { type Endpoint, EVENT_TYPES } from './event-types.ts';
import { NewEndpoint } from './new-endpoint.tsx';

/** Where events are told to. */
export function Webhooks() {
  const { tenant } = useMe();
  if (tenant.role !== 'owner') {
    return (
      <>
        <PageHead title="Webhooks" />
        <EmptyState title="Owners look after webhooks">
          They tell other programs what happens here: who got a message, who unsubscribed.
        </EmptyState>
      </>
    );
  }
  return <Endpoints />;
}

function Endpoints() {
  const [isOpen, { open, close }] = useDisclosure();
  const list = useQuery({ ...reading('listWebhookEndpoints', {}), refetchInterval: 10_000 });
  const endpoints = list.data?.data;
  return (
    <>
      <PageHead title="Webhooks" about="Tell other programs what happens, as it happens">
        <Button onClick={open}>New endpoint</Button>
      </PageHead>
      <NewEndpoint opened={isOpen} close={close} />
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={200} />}
      {endpoints?.length === 0 && (
        <EmptyState title="No endpoint yet">
          An endpoint is a URL of yours. Pressrun posts a signed JSON document there when a message
          was sent, somebody unsubscribed or a campaign ended.
        </EmptyState>
      )}
      {endpoints && endpoints.length > 0 && (
        <WideTable label="Endpoints" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th className="wide-column">URL</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Events</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {endpoints.map((endpoint) => (
              <Row key={endpoint.id} endpoint={endpoint} />
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </>
  );
}

const SHOWN_EVENTS = 3;

function Row({ endpoint }: { endpoint: Endpoint }) {
  const { id, url, events } = endpoint;
  const more = events.length - SHOWN_EVENTS;
  return (
    <Table.Tr>
      <Table.Td maw={420} className="breakable">
        <TextLink to="/webhooks/$id" params={{ id }} fw={500}>
          {url}
        </TextLink>
      </Table.Td>
      <Table.Td>
        <EndpointBadge endpoint={endpoint} />
      </Table.Td>
      <Table.Td>
        <Text size="sm">
          {events.length === Object.keys(EVENT_TYPES).length
            ? 'All events'
            : events.slice(0, SHOWN_EVENTS).join(', ') + (more > 0 ? ` and ${more} more` : '')}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}
