import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { reading, refresh } from '../../queries.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { When } from '../../ui/times.tsx';
import { Failures } from './failures.tsx';
import { ImportActions } from './import-actions.tsx';
import { type ContactImport, isUnderWay } from './import-type.ts';
import { ReadColumns } from './read-columns.tsx';
import { Receipt } from './receipt.tsx';

/** One import: how far it is, and its receipt. */
export function Import() {
  const { id } = useParams({ from: '/shell/contacts/imports/$id' });
  const {
    data: one,
    error,
    refetch,
  } = useQuery({
    ...reading('getImport', { path: { id } }),
    refetchInterval: ({ state }) => (state.data && !isUnderWay(state.data) ? false : 1_000),
  });
  const isOver = one !== undefined && !isUnderWay(one);
  useEffect(() => {
    if (isOver) void refresh('listContacts', 'listImports', 'exportImportFailures');
  }, [isOver]);
  if (!one) {
    return error ? <ErrorNotice error={error} retry={() => refetch()} /> : <Skeleton h={280} />;
  }
  return (
    <>
      <PageHead
        title={one.dryRun ? `Dry run: ${titleOf(one)}` : titleOf(one)}
        about={
          <>
            {one.format === 'csv' ? 'CSV' : 'NDJSON'} · <When at={one.createdAt} />
          </>
        }
      >
        <ImportActions key={id} one={one} />
      </PageHead>
      <Stack>
        <Receipt one={one} />
        {one.failed > 0 && !isUnderWay(one) && <Failures one={one} />}
        {one.columns && <ReadColumns columns={one.columns} />}
      </Stack>
    </>
  );
}

function titleOf({ name }: ContactImport): string {
  return name ?? 'Import';
}
