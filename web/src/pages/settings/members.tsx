import { Skeleton, Stack, Table } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { reading } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Pages } from '../../ui/pages.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { Invitations } from './invitations.tsx';
import { InviteMember } from './invite-member.tsx';
import { MemberRow } from './member-row.tsx';

/** Who works in the tenant, and who was asked to. */
export function Members() {
  const { tenant } = useMe();
  const { page = 1 } = useSearch({ from: '/shell/members' });
  const navigate = useNavigate({ from: '/members' });
  const list = useQuery({
    ...reading('listMembers', { path: { id: tenant.id }, query: { page, limit: 100 } }),
    placeholderData: keepPreviousData,
  });
  const { data: members = [], meta } = list.data ?? {};
  const isOwner = tenant.role === 'owner';
  const owners = members.filter(({ role }) => role === 'owner');
  // Others may be on another page: then the API decides.
  const soleOwner = meta?.totalPages === 1 && owners.length === 1 ? owners[0]!.id : null;
  return (
    <>
      <PageHead title="Members" about="Who works in this tenant, and what they may do">
        {isOwner && <InviteMember />}
      </PageHead>
      <Stack gap="xl">
        <ErrorNotice error={list.error} retry={() => list.refetch()} />
        {list.isPending && <Skeleton h={200} />}
        {members.length > 0 && (
          <WideTable label="Members" highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Person</Table.Th>
                <Table.Th>Role</Table.Th>
                <Table.Th>Second factor</Table.Th>
                <Table.Th>Since</Table.Th>
                {isOwner && <Table.Th aria-label="What can be done" />}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {members.map((member) => (
                <MemberRow key={member.id} member={member} isSoleOwner={member.id === soleOwner} />
              ))}
            </Table.Tbody>
          </WideTable>
        )}
        <Pages meta={meta} page={page} onChange={(next) => navigate({ search: { page: next } })} />
        {isOwner && <Invitations />}
      </Stack>
    </>
  );
}
