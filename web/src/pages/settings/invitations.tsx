import { Group, Skeleton, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReplyOf } from '../../api.ts';
import { reading } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { When } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { ResendInvitation, WithdrawInvitation } from './invitation-actions.tsx';
import { roleName } from './roles.ts';

export type Invitation = ReplyOf<'listInvitations'>['data'][number];

/** Those that nobody has accepted yet; looks again while a mail is on its way. */
export function Invitations() {
  const { tenant } = useMe();
  const list = useQuery({
    ...reading('listInvitations', { path: { id: tenant.id } }),
    refetchInterval: ({ state }) => (state.data?.data.some(isOnItsWay) ? 2_000 : false),
  });
  const invitations = list.data?.data;
  return (
    <section aria-labelledby="invitations">
      <Title order={2} mb="xs" id="invitations">
        Invitations
      </Title>
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={64} />}
      {invitations?.length === 0 && (
        <Text size="sm" c="dimmed">
          None is open. Whoever you invite is here until they accept.
        </Text>
      )}
      {invitations && invitations.length > 0 && (
        <WideTable label="Invitations">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Invited</Table.Th>
              <Table.Th>Role</Table.Th>
              <Table.Th>Mail</Table.Th>
              <Table.Th>Works until</Table.Th>
              <Table.Th aria-label="What can be done" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {invitations.map((invitation) => (
              <Row key={invitation.id} invitation={invitation} />
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </section>
  );
}

function Row({ invitation }: { invitation: Invitation }) {
  const isOver = Date.parse(invitation.expiresAt) < Date.now();
  return (
    <Table.Tr>
      <Table.Td miw={210} maw={280} className="name">
        {invitation.email}
      </Table.Td>
      <Table.Td>{roleName(invitation.role)}</Table.Td>
      <Table.Td miw={140} maw={280}>
        <MailState invitation={invitation} />
      </Table.Td>
      <Table.Td>{isOver ? 'It has run out' : <When at={invitation.expiresAt} />}</Table.Td>
      <Table.Td>
        <Group gap={4} justify="flex-end" wrap="nowrap">
          <ResendInvitation invitation={invitation} />
          <WithdrawInvitation invitation={invitation} />
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function MailState({ invitation: { mailedAt, mailError } }: { invitation: Invitation }) {
  if (mailError) {
    return (
      <Text size="sm" c="red">
        Refused: {mailError}
      </Text>
    );
  }
  return mailedAt ? (
    <>
      Sent <When at={mailedAt} />
    </>
  ) : (
    'On its way'
  );
}

function isOnItsWay({ mailedAt, mailError }: Invitation): boolean {
  return !mailedAt && !mailError;
}
