import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { reading } from '../../queries.ts';
import type { Filter } from './filter-draft.ts';

const PAUSE_MS = 400;
/** Contacts that are shown beside the number. */
const SHOWN = 10;

/** How many contacts a filter has while it is being edited; nothing is asked while it has faults. */
export function useCount(filter: Filter | null) {
  const [settled] = useDebouncedValue(JSON.stringify(filter), PAUSE_MS);
  const asked = JSON.parse(settled) as Filter | null;
  const all = useQuery({
    ...reading('countSegment', { body: { filter: asked ?? {}, sample: SHOWN } }),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  });
  const optedIn = { and: [asked ?? {}, { field: 'optIn', op: 'eq', value: true }] } as Filter;
  const reachable = useQuery({
    ...reading('countSegment', { body: { filter: optedIn } }),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  });
  const isStale = JSON.stringify(filter) !== settled || all.isPlaceholderData;
  return { all, reachable, isStale };
}
