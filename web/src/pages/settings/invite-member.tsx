import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { RoleChoice } from './role-choice.tsx';
import type { Role } from './roles.ts';

/** Asks somebody to become a member, by mail. */
export function InviteMember() {
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Button onClick={open}>Invite…</Button>
      <Modal opened={isOpen} onClose={close} title="Invite somebody">
        <Invite close={close} />
      </Modal>
    </>
  );
}

function Invite({ close }: { close: () => void }) {
  const { tenant } = useMe();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('editor');
  const invite = useMutation({
    mutationFn: () => call('inviteMember', { path: { id: tenant.id }, body: { email, role } }),
    onSuccess: async (made) => {
      close();
      notifications.show({ message: `An invitation is on its way to ${made.email}` });
      await refresh('listInvitations');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  return (
    <form onSubmit={submit} onChange={() => invite.isError && invite.reset()} noValidate>
      <Stack>
        <ErrorNotice error={invite.error} shown={['email', 'role']} />
        <TextInput
          label="E-mail"
          type="email"
          data-autofocus
          autoComplete="off"
          description="They get a link that works for seven days"
          value={email}
          error={fieldError(invite.error, 'email')}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <RoleChoice value={role} onChange={setRole} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Go back
          </Button>
          <Button type="submit" loading={invite.isPending}>
            Send the invitation
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
