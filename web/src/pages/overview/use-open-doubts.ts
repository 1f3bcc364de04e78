import { useQueries } from '@tanstack/react-query';
import { reading } from '../../queries.ts';
import { ZONE } from '../../ui/times.tsx';
import type { CampaignsNow } from './use-campaigns-now.ts';

/**
 * How many messages of a campaign wait for a person's word, by its id. The report tells them from those
 * that were left; it is asked only for the rare campaigns that have any.
 */
export function useOpenDoubts({ sending, paused, sent }: CampaignsNow): Map<string, number> {
  const doubtful = [...(sending ?? []), ...(paused ?? []), ...(sent ?? [])].filter(
    ({ stats }) => stats.unknown > 0,
  );
  const reports = useQueries({
    queries: doubtful.map(({ id }) =>
      reading('getCampaignReport', { path: { id }, query: { timezone: ZONE } }),
    ),
  });
  return new Map(doubtful.map(({ id }, i) => [id, reports[i]?.data?.doubts.open ?? 0]));
}
