import { Badge, Group, Table, Text } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { useMe } from '../../session.ts';
import { When } from '../../ui/times.tsx';
import { MemberRole } from './member-role.tsx';
import { RemoveMember } from './remove-member.tsx';
import { roleName } from './roles.ts';

export type Member = ReplyOf<'listMembers'>['data'][number];

/** A member; owners change the roles of others, and take them out. */
export function MemberRow({ member, isSoleOwner }: { member: Member; isSoleOwner: boolean }) {
  const { me, tenant } = useMe();
  const isMe = member.id === me.user.id;
  const isOwner = tenant.role === 'owner';
  return (
    <Table.Tr>
      <Table.Td miw={210} maw={320}>
        <Group gap="xs">
          <Text size="sm" fw={500} className="name">
            <bdi>{member.name ?? member.email}</bdi>
          </Text>
          {isMe && (
            <Badge variant="default" size="sm" tt="none">
              You
            </Badge>
          )}
        </Group>
        {member.name && (
          <Text size="sm" c="dimmed" className="name">
            {member.email}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {isOwner && !isMe ? <MemberRole member={member} /> : roleName(member.role)}
      </Table.Td>
      <Table.Td>{member.twoFactorEnabled ? 'On' : 'Off'}</Table.Td>
      <Table.Td>
        <When at={member.createdAt} />
      </Table.Td>
      {isOwner && (
        <Table.Td ta="right">
          {isSoleOwner ? (
            <Text size="sm" c="dimmed">
              The only owner
            </Text>
          ) : (
            <RemoveMember member={member} isMe={isMe} />
          )}
        </Table.Td>
      )}
    </Table.Tr>
  );
}
