import { type QueryCache, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { PressrunConnectionError } from '../../../sdk/src/failure.ts';
import { queries } from '../queries.ts';

/** What `/health/ready` answers: `held` while something waits for the operator's word (P13). */
type Health = { held?: { campaigns: number; emails: number; since: string } };

const KEY = ['health'];
const CALM_MS = 60_000;
const AWAY_MS = 4_000;

/** Whether the server answers: looked at once a minute, and at once when some request got no answer. */
export function useHealth() {
  const health = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }): Promise<Health> => {
      const response = await fetch('/health/ready', { signal });
      if (!response.ok) throw new Error(`not ready: ${response.status}`);
      return response.json();
    },
    retry: 1,
    retryDelay: 500,
    refetchInterval: ({ state }) => (state.status === 'error' ? AWAY_MS : CALM_MS),
  });
  useEffect(() => queries.getQueryCache().subscribe(askOnSilence), []);
  const isAway = health.isError;
  useEffect(() => {
    // What failed meanwhile is asked again, once the server is back.
    if (isAway) return () => void queries.refetchQueries({ predicate: hasFailed });
  }, [isAway]);
  return { isAway, held: health.data?.held };
}

type CacheEvent = Parameters<Parameters<QueryCache['subscribe']>[0]>[0];

function askOnSilence(event: CacheEvent): void {
  if (event.type !== 'updated' || event.action.type !== 'error') return;
  if (!(event.action.error instanceof PressrunConnectionError)) return;
  void queries.invalidateQueries({ queryKey: KEY }, { cancelRefetch: false });
}

function hasFailed({
  state,
  queryKey,
}: {
  state: { status: string };
  queryKey: readonly unknown[];
}) {
  return state.status === 'error' && queryKey !== KEY;
}
