import { Badge, Skeleton, Stack, Table } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { reading } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Pages } from '../../ui/pages.tsx';
import { ButtonLink, TextLink } from '../../ui/text-link.tsx';
import { count, When } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { ImportBadge } from './import-badge.tsx';
import { type ContactImport, isUnderWay } from './import-type.ts';

const LIMIT = 20;

/** Earlier imports, newest first. */
export function Imports() {
  const { page = 1 } = useSearch({ from: '/shell/contacts/imports' });
  const navigate = useNavigate({ from: '/contacts/imports' });
  const mayChange = useMe().tenant.role !== 'viewer';
  const list = useQuery({
    ...reading('listImports', { query: { page, limit: LIMIT } }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.data.some(isUnderWay) ? 2_000 : false),
  });
  const { data: imports, meta } = list.data ?? {};
  return (
    <>
      <PageHead title="Imports" about="Files that became contacts, kept for a year">
        {mayChange && <ButtonLink to="/contacts/import">Import contacts</ButtonLink>}
      </PageHead>
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={240} />}
      {imports?.length === 0 && (
        <EmptyState title="No import yet">
          A CSV file from your spreadsheet or from the program you used before is enough.
        </EmptyState>
      )}
      {imports && imports.length > 0 && (
        <Stack>
          <WideTable label="Imports" highlightOnHover miw={680}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Status</Table.Th>
                <Table.Th ta="right">Rows</Table.Th>
                <Table.Th ta="right">Created</Table.Th>
                <Table.Th ta="right">Failed</Table.Th>
                <Table.Th>Time</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {imports.map((one) => (
                <Row key={one.id} one={one} />
              ))}
            </Table.Tbody>
          </WideTable>
          <Pages
            meta={meta}
            page={page}
            onChange={(next) => navigate({ search: { page: next } })}
          />
        </Stack>
      )}
    </>
  );
}

function Row({ one }: { one: ContactImport }) {
  const { id, name, status, dryRun, rows, created, failed, createdAt } = one;
  return (
    <Table.Tr>
      <Table.Td maw={280}>
        <TextLink to="/contacts/imports/$id" params={{ id }} fw={500}>
          <bdi>{name ?? 'Import'}</bdi>
        </TextLink>{' '}
        {dryRun && (
          <Badge variant="default" tt="none" size="sm">
            dry run
          </Badge>
        )}
      </Table.Td>
      <Table.Td>
        <ImportBadge status={status} />
      </Table.Td>
      <Table.Td ta="right" className="figure">
        {count(rows)}
      </Table.Td>
      <Table.Td ta="right" className="figure">
        {dryRun ? '–' : count(created)}
      </Table.Td>
      <Table.Td ta="right" className="figure">
        {count(failed)}
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <When at={createdAt} />
      </Table.Td>
    </Table.Tr>
  );
}
