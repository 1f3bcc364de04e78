import './deliver.css';
import { Group, Select, Skeleton, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMe } from '../../session.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { MoreButton, useMore } from '../../ui/more.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { When } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { AddSuppressions } from './add-suppressions.tsx';
import { ExportSuppressions } from './export-suppressions.tsx';
import { RemoveSuppression } from './remove-suppression.tsx';
import { REASON_OPTIONS, REASONS, type Reason, type Suppression } from './suppression-search.ts';

/** Addresses that get nothing, and why. */
export function Suppressions() {
  const search = useSearch({ from: '/shell/suppressions' });
  const { q, reason } = search;
  const navigate = useNavigate({ from: '/suppressions' });
  const { tenant } = useMe();
  const { list, rows } = useMore('listSuppressions', { query: { q, reason } });
  const isFiltered = Boolean(q || reason);
  return (
    <>
      <PageHead title="Suppressions" about="Addresses that get no mail, whoever asks for it">
        <ExportSuppressions filter={{ q, reason }} />
        {tenant.role !== 'viewer' && <AddSuppressions />}
      </PageHead>
      <Group mb="md" gap="sm">
        <SearchInput
          label="Search addresses"
          flex="1 1 220px"
          maw={{ base: '100%', sm: 360 }}
          value={q ?? ''}
          search={(text) =>
            navigate({ search: { ...search, q: text || undefined }, replace: true })
          }
        />
        <Select
          aria-label="Reason"
          placeholder="Any reason"
          clearable
          flex="1 1 140px"
          maw={{ base: '100%', sm: 170 }}
          data={REASON_OPTIONS}
          value={reason ?? null}
          onChange={(value) =>
            navigate({ search: { ...search, reason: (value as Reason) ?? undefined } })
          }
        />
      </Group>
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={240} />}
      {list.data && rows.length === 0 && <Nothing isFiltered={isFiltered} />}
      {rows.length > 0 && (
        <Stack gap={0}>
          <WideTable label="Suppressed addresses" highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th className="wide-column">Address</Table.Th>
                <Table.Th>Reason</Table.Th>
                <Table.Th>Since</Table.Th>
                {tenant.role !== 'viewer' && (
                  <Table.Th>
                    <VisuallyHidden>Remove</VisuallyHidden>
                  </Table.Th>
                )}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row, at) => (
                <Row
                  key={row.email ?? `erased ${at}`}
                  row={row}
                  mayChange={tenant.role !== 'viewer'}
                />
              ))}
            </Table.Tbody>
          </WideTable>
        </Stack>
      )}
      <MoreButton list={list} />
    </>
  );
}

function Row({ row, mayChange }: { row: Suppression; mayChange: boolean }) {
  const { email, reason, createdAt } = row;
  return (
    <Table.Tr>
      <Table.Td maw={360} className="breakable">
        {email ?? (
          <Text size="sm" c="dimmed">
            An erased person (only a hash is kept)
          </Text>
        )}
      </Table.Td>
      <Table.Td title={REASONS[reason].about}>{REASONS[reason].label}</Table.Td>
      <Table.Td>
        <Text size="sm">
          <When at={createdAt} />
        </Text>
      </Table.Td>
      {mayChange && (
        <Table.Td ta="right">
          {email && <RemoveSuppression email={email} reason={reason} />}
        </Table.Td>
      )}
    </Table.Tr>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState title="No such address">
      No suppressed address matches. Whoever isn’t here can get mail.
    </EmptyState>
  ) : (
    <EmptyState title="Nobody is suppressed">
      People who unsubscribe, addresses that don’t exist and complaints come here by themselves. Do
      you come from another product? Import its list first, so that nobody who left hears from you
      again.
    </EmptyState>
  );
}
