import { Skeleton, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { ApiKeyRow } from './api-key-row.tsx';
import { CreateApiKey } from './create-api-key.tsx';
import { OwnersOnly } from './owners-only.tsx';

/** Keys that programs use; for owners. */
export function ApiKeys() {
  const { tenant } = useMe();
  return tenant.role === 'owner' ? <Keys /> : <OwnersOnly title="API keys" />;
}

function Keys() {
  const { tenant } = useMe();
  const list = useQuery(reading('listApiKeys', { path: { id: tenant.id } }));
  const keys = list.data?.data;
  return (
    <>
      <PageHead title="API keys" about="How your programs and websites talk to Pressrun">
        <CreateApiKey />
      </PageHead>
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={200} />}
      {keys?.length === 0 && (
        <EmptyState title="No API key yet">
          Create one for each program that adds contacts or sends mail: then you can end one without
          touching the others.
        </EmptyState>
      )}
      {keys && keys.length > 0 && (
        <WideTable label="API keys" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Key</Table.Th>
              <Table.Th>May</Table.Th>
              <Table.Th>Last used</Table.Th>
              <Table.Th>Created</Table.Th>
              <Table.Th aria-label="What can be done" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {keys.map((one) => (
              <ApiKeyRow key={one.id} apiKey={one} />
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </>
  );
}
