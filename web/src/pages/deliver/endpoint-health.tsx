import { Alert } from '@mantine/core';
import { When } from '../../ui/times.tsx';
import type { Endpoint } from './event-types.ts';

/** What is the matter with an endpoint, and what to do; nothing when all is well. */
export function EndpointHealth({ endpoint }: { endpoint: Endpoint }) {
  const { enabled, disabledReason, disabledAt, failingSince, pausedUntil } = endpoint;
  if (!enabled && disabledReason) {
    return (
      <Alert color="red" variant="light" title="Turned off, because nobody answers">
        {disabledReason}, on <When at={disabledAt} />. Put the receiver right, send a test, and turn
        the endpoint on: what waits is delivered then. What happened meanwhile is not kept for it.
      </Alert>
    );
  }
  if (!enabled) {
    return (
      <Alert color="gray" variant="light" title="Off">
        Nothing new is kept for it. What waited goes on waiting, and is delivered once it is on.
      </Alert>
    );
  }
  if (failingSince) {
    return (
      <Alert color="orange" variant="light" title="Every try fails">
        Since <When at={failingSince} />. Deliveries are tried again; after five days of failures
        the endpoint is turned off. Look at the answers below.
      </Alert>
    );
  }
  if (pausedUntil && new Date(pausedUntil) > new Date()) {
    return (
      <Alert color="blue" variant="light" title="The receiver asked for a pause">
        Nothing is sent before <When at={pausedUntil} /> (its Retry-After).
      </Alert>
    );
  }
  return null;
}
