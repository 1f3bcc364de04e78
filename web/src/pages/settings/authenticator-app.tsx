import { Anchor, Box, Button, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call, type ReplyOf } from '../../api.ts';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { QrPicture } from './qr-picture.tsx';

/** The secret for an app, and the code with which the app proves that it has it. */
export function AuthenticatorApp({
  made: { secret, otpauthUrl },
  onCodes,
  close,
}: {
  made: ReplyOf<'enableSecondFactor'>;
  onCodes: (codes: string[]) => void;
  close: () => void;
}) {
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: () => call('confirmSecondFactor', { body: { totpCode: code.replace(/\s/g, '') } }),
    onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate();
  };
  return (
    <form onSubmit={submit} onChange={() => confirm.isError && confirm.reset()} noValidate>
      <Stack>
        <Text size="sm">
          Scan this with an authenticator app, such as Aegis, 1Password or Google Authenticator. On
          this device,{' '}
          <Anchor href={otpauthUrl} underline="always" size="sm">
            open it in an app
          </Anchor>
          .
        </Text>
        <Box mx="auto">
          <QrPicture text={otpauthUrl} label="QR code of the secret" />
        </Box>
        <div>
          <Text size="sm" c="dimmed" mb={4}>
            Or type this secret:
          </Text>
          <Code block className="code-block">
            {secret.match(/.{1,4}/g)?.join(' ')}
          </Code>
        </div>
        <ErrorNotice error={confirm.error} shown={['totpCode']} />
        <TextInput
          label="Code"
          description="The six digits that the app shows now"
          data-autofocus
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          error={fieldError(confirm.error, 'totpCode')}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Go back
          </Button>
          <Button type="submit" loading={confirm.isPending}>
            Turn it on
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
