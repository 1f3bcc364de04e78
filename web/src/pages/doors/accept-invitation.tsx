import { Button, PasswordInput, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api.ts';
import { useSession } from '../../session.ts';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Door } from './door.tsx';
import { takeMailedToken } from './mailed-token.ts';

/** Where an invitation leads: whoever has an account gives its password, whoever has none chooses one. */
export function AcceptInvitation() {
  const session = useSession();
  const [token] = useState(takeMailedToken);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const isKnown = session.state === 'signed-in';
  const accept = useMutation({
    mutationFn: () =>
      call('acceptInvitation', {
        body: {
          token,
          ...(!isKnown && { password }),
          ...(name && { name }),
          ...(code && { totpCode: code.trim() }),
        },
      }),
  });
  if (accept.data) {
    return (
      <Door title={`Welcome to ${accept.data.tenant.name}`} onSubmit={() => {}}>
        <Text>You are its {accept.data.tenant.role} from now on.</Text>
        <TextLink to="/" reloadDocument>
          {isKnown ? 'Go to the dashboard' : 'Sign in'}
        </TextLink>
      </Door>
    );
  }
  return (
    <Door title="Accept the invitation" onSubmit={() => accept.mutate()}>
      <ErrorNotice error={accept.error} shown={['password', 'name', 'totpCode']} />
      {isKnown ? (
        <Text>As {session.me.user.email}</Text>
      ) : (
        <>
          <TextInput
            label="Name"
            autoComplete="name"
            value={name}
            error={fieldError(accept.error, 'name')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            description="Yours if you have an account; else choose one of 10 characters at least"
            autoComplete="current-password"
            value={password}
            error={fieldError(accept.error, 'password')}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        </>
      )}
      {fieldError(accept.error, 'totpCode') && (
        <TextInput
          label="Code"
          description="Six digits of your authenticator app, or a recovery code"
          autoComplete="one-time-code"
          value={code}
          error={fieldError(accept.error, 'totpCode')}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      )}
      <Button type="submit" loading={accept.isPending}>
        Accept
      </Button>
    </Door>
  );
}
