import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { reading } from '../../../queries.ts';
import type { Draft } from './use-draft.ts';

/** The pre-flight of what is on the page, not of what was saved before. */
export function usePreflight({ campaign: { id }, flush }: Draft) {
  const [isFlushed, setFlushed] = useState(false);
  useEffect(() => void flush().then(setFlushed), [flush]);
  return useQuery({
    ...reading('preflightCampaign', { path: { id } }),
    enabled: isFlushed,
    staleTime: 0,
  });
}
