import { Button, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api.ts';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Door } from './door.tsx';

/** Has a link mailed. The answer is the same whether there is such a person or not. */
export function ForgotPassword() {
  const [email, setEmail] = useState('');
  const ask = useMutation({ mutationFn: () => call('forgetPassword', { body: { email } }) });
  return (
    <Door title="Set a new password" onSubmit={() => ask.mutate()}>
      {ask.isSuccess ? (
        <Text>
          If {email} belongs to somebody here, a link is on its way to them. It works for an hour.
        </Text>
      ) : (
        <>
          <ErrorNotice error={ask.error} shown={['email']} />
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            value={email}
            error={fieldError(ask.error, 'email')}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Button type="submit" loading={ask.isPending}>
            Mail me a link
          </Button>
        </>
      )}
      <TextLink to="/sign-in" size="sm">
        Back to sign in
      </TextLink>
    </Door>
  );
}
