import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { call } from '../../api.ts';
import { chooseTenant, learnMe } from '../../session.ts';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';

/** Another tenant, whose owner this person is then. */
export function CreateTenant() {
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="default" onClick={open}>
        New tenant…
      </Button>
      <Modal opened={isOpen} onClose={close} title="New tenant">
        <NewTenant close={close} />
      </Modal>
    </>
  );
}

function NewTenant({ close }: { close: () => void }) {
  const [name, setName] = useState('');
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: async () => {
      const { id } = await call('createTenant', { body: { name } });
      const me = await call('getMe', {});
      return { me, tenant: me.tenants.find((one) => one.id === id)! };
    },
    onSuccess: async ({ me, tenant }) => {
      close();
      learnMe(me);
      chooseTenant(tenant);
      await navigate({ to: '/settings' });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit} onChange={() => create.isError && create.reset()} noValidate>
      <Stack>
        <Text size="sm">
          Contacts, templates, campaigns and members of its own, apart from those of every other
          tenant. You will be its owner.
        </Text>
        <ErrorNotice error={create.error} shown={['name']} />
        <TextInput
          label="Name"
          data-autofocus
          maxLength={200}
          value={name}
          error={fieldError(create.error, 'name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Go back
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
