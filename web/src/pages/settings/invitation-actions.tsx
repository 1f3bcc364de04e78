import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import type { Invitation } from './invitations.tsx';

/** A new link, in a new mail. */
export function ResendInvitation({ invitation: { id, email } }: { invitation: Invitation }) {
  const { tenant } = useMe();
  const resend = useMutation({
    mutationFn: () => call('resendInvitation', { path: { id: tenant.id, invitationId: id } }),
    onSuccess: () => {
      notifications.show({ message: `A new link is on its way to ${email}; the old one is dead` });
      return refresh('listInvitations');
    },
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={resend.isPending}
      onClick={() => resend.mutate()}
      aria-label={`Send again to ${email}`}
    >
      Send again
    </Button>
  );
}

export function WithdrawInvitation({ invitation: { id, email } }: { invitation: Invitation }) {
  const { tenant } = useMe();
  const withdraw = async () => {
    await call('revokeInvitation', { path: { id: tenant.id, invitationId: id } });
    await refresh('listInvitations');
  };
  return (
    <ConfirmButton
      size="compact-sm"
      variant="subtle"
      label="Withdraw…"
      aria-label={`Withdraw the invitation of ${email}…`}
      title="Withdraw this invitation?"
      confirm="Withdraw it"
      act={withdraw}
    >
      <Text size="sm">
        The link that {email} got is dead from then on. You can invite them again.
      </Text>
    </ConfirmButton>
  );
}
