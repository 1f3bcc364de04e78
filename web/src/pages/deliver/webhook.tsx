import './deliver.css';
import { Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { reading } from '../../queries.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { When } from '../../ui/times.tsx';
import { Deliveries } from './deliveries.tsx';
import { EndpointActions } from './endpoint-actions.tsx';
import { EndpointBadge } from './endpoint-badge.tsx';
import { EndpointHealth } from './endpoint-health.tsx';
import type { Endpoint } from './event-types.ts';
import { SignatureHelp } from './signature-help.tsx';

/** One endpoint: how it does, what was delivered, and what it answered. */
export function Webhook() {
  const { id } = useParams({ from: '/shell/webhooks/$id' });
  const {
    data: endpoint,
    error,
    refetch,
  } = useQuery({ ...reading('getWebhookEndpoint', { path: { id } }), refetchInterval: 10_000 });
  if (!endpoint) {
    return error ? <ErrorNotice error={error} retry={() => refetch()} /> : <Skeleton h={400} />;
  }
  return (
    <>
      <PageHead title={titleOf(endpoint)} about={<About endpoint={endpoint} />}>
        <EndpointActions endpoint={endpoint} />
      </PageHead>
      <Stack>
        <EndpointHealth endpoint={endpoint} />
        <Deliveries endpoint={endpoint} />
        <SignatureHelp />
      </Stack>
    </>
  );
}

/** The whole URL may be 2,000 characters long. */
function titleOf({ url }: Endpoint): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

function About({ endpoint }: { endpoint: Endpoint }) {
  const { url, events, previousSecretUntil } = endpoint;
  return (
    <Stack gap={4} component="span">
      <span className="breakable">{url}</span>
      <span>
        <EndpointBadge endpoint={endpoint} />{' '}
        <Text span size="sm">
          {events.join(', ')}
        </Text>
      </span>
      {previousSecretUntil && (
        <span>
          The secret before signs too until <When at={previousSecretUntil} />.
        </span>
      )}
    </Stack>
  );
}
