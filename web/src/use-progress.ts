import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type ReplyOf, stream } from './api.ts';
import { queries, reading } from './queries.ts';

type Campaign = ReplyOf<'getCampaign'>;

/** A campaign, kept up to date by the server's events while it is on its way. */
export function useCampaign(id: string) {
  const query = reading('getCampaign', { path: { id } });
  const campaign = useQuery(query);
  const status = campaign.data?.status;
  const isLive = status === 'SENDING' || status === 'PAUSED' || status === 'SCHEDULED';
  const key = JSON.stringify(query.queryKey);
  useEffect(() => {
    if (!isLive) return;
    const controller = new AbortController();
    void follow(id, JSON.parse(key), controller.signal);
    return () => controller.abort();
  }, [id, isLive, key]);
  return campaign;
}

async function follow(id: string, queryKey: unknown[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const { event, data } of stream('streamProgress', { path: { id } }, signal)) {
        if (event !== 'progress') continue;
        const progress = JSON.parse(data) as Partial<Campaign>;
        queries.setQueryData(queryKey, (old?: Campaign) => old && { ...old, ...progress });
      }
      // The last event has the end; what else changed with it is read once more.
      if (!signal.aborted) await queries.invalidateQueries({ queryKey });
      return;
    } catch {
      if (signal.aborted) return;
      // A cut connection, or an access token that ran out: the next one begins with all that is now.
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
  }
}
