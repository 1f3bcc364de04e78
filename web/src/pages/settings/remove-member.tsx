import { Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { signOut, useMe } from '../../session.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import type { Member } from './member-row.tsx';

/** Takes a member out, or lets an owner leave; either ends all sessions of that person. */
export function RemoveMember({ member, isMe }: { member: Member; isMe: boolean }) {
  const { tenant } = useMe();
  const navigate = useNavigate();
  const who = member.name ?? member.email;
  const remove = async () => {
    await call('removeMember', { path: { id: tenant.id, adminId: member.id } });
    if (isMe) {
      signOut();
      return navigate({ to: '/sign-in' });
    }
    await refresh('listMembers');
    notifications.show({ message: `${who} is no member any more` });
  };
  return (
    <ConfirmButton
      size="compact-sm"
      variant="subtle"
      label={isMe ? 'Leave…' : 'Remove…'}
      aria-label={isMe ? undefined : `Remove ${member.email}…`}
      title={isMe ? `Leave ${tenant.name}?` : `Remove ${who}?`}
      confirm={isMe ? 'Leave the tenant' : 'Remove from the tenant'}
      act={remove}
    >
      <Text size="sm">
        {isMe
          ? 'You are signed out everywhere, and see nothing of this tenant any more until an owner invites you again.'
          : `${member.email} is signed out everywhere and sees nothing of this tenant any more. What they made stays; API keys they made go on working.`}
      </Text>
    </ConfirmButton>
  );
}
