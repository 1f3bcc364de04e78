import { Button, Group, Select, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { useMe } from '../../session.ts';
import type { Member } from './member-row.tsx';
import { ROLE_CHOICES, type Role, roleName } from './roles.ts';

/** Another role takes effect at once, and can be taken back at once. */
export function MemberRole({ member }: { member: Member }) {
  const { tenant } = useMe();
  const change = useMutation({
    mutationFn: ({ role }: { role: Role; isUndo: boolean }) =>
      call('changeMemberRole', { path: { id: tenant.id, adminId: member.id }, body: { role } }),
    onSettled: () => refresh('listMembers'),
    onSuccess: (_, { role, isUndo }) => tell(role, isUndo),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });
  const tell = (role: Role, isUndo: boolean) => {
    const id = `role-${member.id}`;
    const undo = () => {
      notifications.hide(id);
      change.mutate({ role: member.role, isUndo: true });
    };
    notifications.hide(id);
    notifications.show({
      id: isUndo ? undefined : id,
      autoClose: 8_000,
      message: (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">
            {member.name ?? member.email}: {roleName(role)}
          </Text>
          {!isUndo && (
            <Button size="compact-sm" variant="default" onClick={undo}>
              Undo
            </Button>
          )}
        </Group>
      ),
    });
  };
  return (
    <Select
      aria-label={`Role of ${member.email}`}
      w={120}
      size="sm"
      allowDeselect={false}
      disabled={change.isPending}
      data={ROLE_CHOICES}
      value={change.isPending ? change.variables.role : member.role}
      onChange={(role) => role && change.mutate({ role: role as Role, isUndo: false })}
    />
  );
}
