import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call } from '../../api.ts';
import { learnMe } from '../../session.ts';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';

/** Takes the password and a code: a session that somebody left open is not enough. */
export function SecondFactorOff() {
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="default" c="red" onClick={open}>
        Turn it off…
      </Button>
      <Modal opened={isOpen} onClose={close} title="Turn the second factor off?">
        <TurnOff close={close} />
      </Modal>
    </>
  );
}

function TurnOff({ close }: { close: () => void }) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const disable = useMutation({
    mutationFn: () =>
      call('disableSecondFactor', { body: { password, totpCode: code.replace(/\s/g, '') } }),
    onSuccess: async () => {
      close();
      learnMe(await call('getMe', {}));
      notifications.show({ message: 'The second factor is off' });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    disable.mutate();
  };
  return (
    <form onSubmit={submit} onChange={() => disable.isError && disable.reset()} noValidate>
      <Stack>
        <Text size="sm">
          Your password alone will be enough from then on, and the recovery codes are dead.
        </Text>
        <ErrorNotice error={disable.error} shown={['password', 'totpCode']} />
        <PasswordInput
          label="Password"
          data-autofocus
          autoComplete="current-password"
          value={password}
          error={fieldError(disable.error, 'password')}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <TextInput
          label="Code"
          description="Six digits of your authenticator app, or a recovery code"
          autoComplete="one-time-code"
          value={code}
          error={fieldError(disable.error, 'totpCode')}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Keep it on
          </Button>
          <Button type="submit" color="red" loading={disable.isPending}>
            Turn it off
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
