import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReplyOf } from '../../../api.ts';
import { reading } from '../../../queries.ts';
import type { AudienceFilter } from './campaign.ts';
import type { Draft } from './use-draft.ts';

/**
 * Who matches and gets nothing. Opted out: a count of its own. Suppressed: who matches, less those who would
 * get the saved draft; null while that isn't known, or the count is an estimate.
 */
export function useLeftOut(
  { campaign, isSaved }: Draft,
  audienceFilter: AudienceFilter,
  counted: ReplyOf<'countSegment'> | undefined,
): { optedOut: number | null; suppressed: number | null } {
  const isAllowed = audienceFilter.optIn !== false;
  const optedOut = useQuery({
    ...reading('countSegment', {
      body: { audienceFilter: { ...audienceFilter, optIn: false }, atMostMs: 1_000 },
    }),
    placeholderData: keepPreviousData,
    enabled: isAllowed,
  });
  const coverage = useQuery({
    ...reading('getLocaleCoverage', { path: { id: campaign.id } }),
    enabled: isSaved && isAllowed,
  });
  const reached = coverage.data?.reduce((sum, { count }) => sum + count, 0);
  const isKnown = isSaved && !coverage.isFetching && reached !== undefined && counted?.exact;
  return {
    optedOut: optedOut.data?.exact ? optedOut.data.count : null,
    suppressed: isKnown ? Math.max(0, counted.count - reached) : null,
  };
}
