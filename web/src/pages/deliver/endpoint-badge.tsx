import { Badge } from '@mantine/core';
import type { Endpoint } from './event-types.ts';

export function EndpointBadge({ endpoint }: { endpoint: Endpoint }) {
  const { color, label } = stateOf(endpoint);
  return (
    <Badge color={color} variant="dot" tt="none" c="var(--mantine-color-text)">
      {label}
    </Badge>
  );
}

function stateOf({ enabled, disabledReason, failingSince, pausedUntil }: Endpoint) {
  if (!enabled) {
    return disabledReason ? { color: 'red', label: 'Turned off' } : { color: 'gray', label: 'Off' };
  }
  if (failingSince) return { color: 'orange', label: 'Failing' };
  if (pausedUntil && new Date(pausedUntil) > new Date()) return { color: 'blue', label: 'Waiting' };
  return { color: 'green', label: 'On' };
}
