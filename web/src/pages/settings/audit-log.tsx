import { Skeleton, Stack } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { useMe } from '../../session.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { MoreButton, useMore } from '../../ui/more.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { AuditEntry } from './audit-entry.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { auditQuery } from './audit-search.ts';
import { OwnersOnly } from './owners-only.tsx';

/** Who changed what, from where; for owners. */
export function AuditLog() {
  const { tenant } = useMe();
  return tenant.role === 'owner' ? <Log /> : <OwnersOnly title="Audit log" />;
}

function Log() {
  const search = useSearch({ from: '/shell/audit-log' });
  const { list, rows } = useMore('listAuditLog', { query: auditQuery(search) });
  const isFiltered = Object.keys(search).length > 0;
  return (
    <>
      <PageHead
        title="Audit log"
        about="Who changed what, when and from where. Nobody can change it."
      />
      <AuditFilters />
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={320} />}
      {list.data && rows.length === 0 && (
        <EmptyState title={isFiltered ? 'Nothing matches' : 'Nothing was changed yet'}>
          {isFiltered
            ? 'Take a filter away, or choose other days.'
            : 'Each change that a person or a program makes is written down here.'}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <Stack component="ol" gap={0} className="audit-log" aria-label="Changes, newest first">
          {rows.map((entry) => (
            <AuditEntry key={entry.id} entry={entry} />
          ))}
        </Stack>
      )}
      <MoreButton list={list} />
    </>
  );
}
