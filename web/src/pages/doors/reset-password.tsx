import { Button, PasswordInput, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api.ts';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Door } from './door.tsx';
import { takeMailedToken } from './mailed-token.ts';

/** Where the mailed link leads: the new password, and all sessions end. */
export function ResetPassword() {
  const [token] = useState(takeMailedToken);
  const [password, setPassword] = useState('');
  const reset = useMutation({
    mutationFn: () => call('resetPassword', { body: { token, password } }),
  });
  return (
    <Door title="Set a new password" onSubmit={() => reset.mutate()}>
      {reset.isSuccess ? (
        <Text>It is set. Every session of yours has ended.</Text>
      ) : (
        <>
          <ErrorNotice error={reset.error} shown={['password']} />
          <PasswordInput
            label="New password"
            description="10 characters at least"
            autoComplete="new-password"
            value={password}
            error={fieldError(reset.error, 'password')}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={reset.isPending}>
            Set it
          </Button>
        </>
      )}
      <TextLink to="/sign-in" size="sm">
        Sign in
      </TextLink>
    </Door>
  );
}
