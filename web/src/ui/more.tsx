import { Button } from '@mantine/core';
import { type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import { call, type InputOf, type OperationName, type ReplyOf } from '../api.ts';
import { tenantId } from '../session.ts';

type Page = { data: unknown[]; meta: { nextCursor?: string | null } };
type Paged = { [K in OperationName]: ReplyOf<K> extends Page ? K : never }[OperationName];
type RowOf<K extends Paged> = ReplyOf<K>['data'][number];

/**
 * A list that is read with cursors, page after page, as far as somebody asked for: the first rows come as
 * fast from a million as from ten. `refetchInterval` in milliseconds, for what changes by itself.
 */
export function useMore<K extends Paged>(
  operation: K,
  input: InputOf<K>,
  {
    limit = 50,
    refetchInterval = false,
  }: { limit?: number; refetchInterval?: number | false } = {},
) {
  const list = useInfiniteQuery({
    queryKey: [tenantId(), operation, input, limit],
    queryFn: ({ pageParam, signal }) => {
      const { query = {} } = input as { query?: object };
      return call(
        operation,
        { ...input, query: { ...query, cursor: pageParam, limit } } as InputOf<K>,
        signal,
      );
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page as Page).meta.nextCursor ?? undefined,
    placeholderData: (previous) => previous,
    // All pages are read anew: the more there are, the more seldom.
    refetchInterval: ({ state }) =>
      refetchInterval && refetchInterval * Math.max(1, state.data?.pages.length ?? 0),
  });
  const rows = list.data?.pages.flatMap((page) => (page as Page).data as RowOf<K>[]) ?? [];
  return { list, rows };
}

/** Asks for the next page of such a list; not there when it has ended. */
export function MoreButton({
  list,
}: {
  list: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
}) {
  if (!list.hasNextPage) return null;
  return (
    <Button
      mt="sm"
      variant="default"
      loading={list.isFetchingNextPage}
      onClick={() => list.fetchNextPage()}
    >
      Show more
    </Button>
  );
}
