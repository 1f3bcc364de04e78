import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { PressrunApiError } from '../../../../sdk/src/failure.ts';
import { type ReplyOf, stream } from '../../api.ts';
import { queries, reading, refresh } from '../../queries.ts';

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
  const before = useRef(status);
  useEffect(() => {
    // What else changed with it, also with the last event, after which nobody follows.
    if (before.current && status !== before.current) {
      void refresh('getCampaignReport', 'listRecipients', 'listWaves', 'listCampaigns');
    }
    before.current = status;
  }, [status]);
  return campaign;
}

/** The server ends a stream with the campaign, and when it stops: then the next one begins anew. */
async function follow(id: string, queryKey: unknown[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const { event, data } of stream('streamProgress', { path: { id } }, signal)) {
        if (event !== 'progress') continue;
        const progress = JSON.parse(data) as Partial<Campaign>;
        queries.setQueryData(queryKey, (old?: Campaign) => old && { ...old, ...progress });
      }
      // What else changed with the end. When there is one, nobody follows any more.
      await queries.invalidateQueries({ queryKey });
    } catch (error) {
      if (error instanceof PressrunApiError && error.status < 500) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
}
