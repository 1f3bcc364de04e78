import { SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call, type ReplyOf } from '../../api.ts';
import { reading, refresh } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { FromScratch } from './from-scratch.tsx';
import { LibraryCard } from './library-card.tsx';

/** The library, and empty pages for who brings their own. */
export function StartingPoints() {
  const list = useQuery({
    ...reading('listLibrary', { query: { limit: 100 } }),
    staleTime: Infinity,
  });
  const open = useOpenNew();
  const { tenant } = useMe();
  const isViewer = tenant.role === 'viewer';
  const clone = useMutation({
    mutationFn: (id: string) => call('cloneLibraryTemplate', { path: { id }, body: null }),
    onSuccess: open,
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });
  return (
    <Stack>
      {!isViewer && <FromScratch onMade={open} />}
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={420} />}
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }}>
        {list.data?.data.map((template) => (
          <LibraryCard
            key={template.id}
            template={template}
            isTaking={clone.isPending && clone.variables === template.id}
            onTake={isViewer ? undefined : () => clone.mutate(template.id)}
          />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

/** Goes on in the editor, where a new template is most of use. */
function useOpenNew() {
  const navigate = useNavigate();
  return async ({ id, versions }: ReplyOf<'createTemplate'>) => {
    await refresh('listTemplates');
    await navigate({
      to: '/templates/$id/versions/$versionId',
      params: { id, versionId: versions[0]!.id },
    });
  };
}
