import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../../../api.ts';
import { queries, reading, refresh } from '../../../queries.ts';
import type { Campaign, Change } from './campaign.ts';

/** How long somebody has to stop typing before it is saved. */
const PAUSE_MS = 600;

/**
 * A campaign as it is being written. A change is shown at once and saved a moment later, one save after
 * the other; `flush` saves now, and says whether all is saved. What is refused stays, with the error, and
 * goes along with the next change. `shown`: what the server will say beside it.
 */
export function useDraft(campaign: Campaign) {
  const { id } = campaign;
  const [edits, setEdits] = useState<Change>({});
  const [saved, setSaved] = useState(campaign);
  const unsaved = useRef<Change>({});
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const running = useRef<Promise<boolean>>(Promise.resolve(true));
  const { mutateAsync, error, isPending } = useMutation({
    mutationFn: (body: Change) => call('updateCampaign', { path: { id }, body }),
  });

  const save = useCallback(async (): Promise<boolean> => {
    const body = unsaved.current;
    if (Object.keys(body).length === 0) return true;
    unsaved.current = {};
    try {
      const answer = await mutateAsync(body);
      queries.setQueryData(reading('getCampaign', { path: { id } }).queryKey, answer);
      // In one go with the edits that it has now, so that nothing flickers in between.
      setSaved(answer);
      setEdits(unsaved.current);
      void refresh('preflightCampaign', 'getLocaleCoverage', 'listWaves', 'listCampaigns');
      return true;
    } catch {
      unsaved.current = { ...body, ...unsaved.current };
      return false;
    }
  }, [id, mutateAsync]);

  const flush = useCallback((): Promise<boolean> => {
    clearTimeout(timer.current);
    running.current = running.current.then(save);
    return running.current;
  }, [save]);

  const change = useCallback(
    (next: Change, shown: object = {}) => {
      unsaved.current = { ...unsaved.current, ...next };
      setEdits((before) => ({ ...before, ...next, ...shown }));
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, PAUSE_MS);
    },
    [flush],
  );

  // Whoever goes elsewhere within the pause loses nothing; who closes the tab is asked.
  useEffect(() => () => void flush(), [flush]);
  const isSaved = !isPending && Object.keys(edits).length === 0;
  useEffect(() => {
    if (isSaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isSaved]);

  const newest = saved.updatedAt > campaign.updatedAt ? saved : campaign;
  return { campaign: { ...newest, ...edits } as Campaign, change, flush, error, isSaved };
}

export type Draft = ReturnType<typeof useDraft>;
