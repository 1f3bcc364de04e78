import { useQueries } from '@tanstack/react-query';
import type { ReplyOf } from '../../api.ts';
import { reading } from '../../queries.ts';

type Campaign = ReplyOf<'getCampaign'>;

/** Campaigns by what they do now; undefined until it is known. */
export type CampaignsNow = {
  error: Error | null;
  sending: Campaign[] | undefined;
  paused: Campaign[] | undefined;
  scheduled: Campaign[] | undefined;
  /** The last ones that ended. */
  sent: Campaign[] | undefined;
};

const FEW = 20;
/** What moves by itself is looked at more often. */
const LISTS = [
  { status: 'SENDING', refetchInterval: 3_000 },
  { status: 'PAUSED', refetchInterval: 10_000 },
  { status: 'SCHEDULED', refetchInterval: 10_000 },
  { status: 'SENT', refetchInterval: 10_000 },
] as const;

export function useCampaignsNow(): CampaignsNow {
  const lists = useQueries({
    queries: LISTS.map(({ status, refetchInterval }) => ({
      ...reading('listCampaigns', { query: { status, limit: FEW } }),
      refetchInterval,
    })),
  });
  const [sending, paused, scheduled, sent] = lists.map((list) => list.data?.data);
  const error = lists.find((list) => list.error)?.error ?? null;
  return { error, sending, paused, scheduled, sent };
}
