import { Button, Code, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { call } from '../../api.ts';
import { signIn, useSession } from '../../session.ts';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Door } from './door.tsx';

/** Address and password, and then the second factor of those who have one. */
export function SignIn() {
  const session = useSession();
  const navigate = useNavigate();
  const { next = '/' } = useSearch({ from: '/sign-in' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const login = useMutation({
    mutationFn: async () => {
      const answer =
        code === null
          ? await call('logIn', { body: { email, password, cookie: true } })
          : await call('logInWithCode', {
              body: { email, password, totpCode: code.trim(), cookie: true },
            });
      if ('twoFactorRequired' in answer && answer.twoFactorRequired) return setCode('');
      const { accessToken, user, tenants } = answer;
      signIn(accessToken!, { user: user!, tenants: tenants! });
    },
  });
  const isBack = session.state === 'signed-in';
  useEffect(() => {
    if (isBack) void navigate({ href: next, replace: true });
  }, [isBack, navigate, next]);
  return (
    <Door
      title={code === null ? 'Sign in' : 'Your second factor'}
      onSubmit={() => login.mutate()}
      below={code === null && <FirstStart />}
    >
      <ErrorNotice error={login.error} shown={['email', 'password', 'totpCode']} />
      {code === null ? (
        <>
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            autoFocus
            value={email}
            error={fieldError(login.error, 'email')}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            value={password}
            error={fieldError(login.error, 'password')}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        </>
      ) : (
        <TextInput
          label="Code"
          description="Six digits of your authenticator app, or a recovery code"
          autoComplete="one-time-code"
          autoFocus
          value={code}
          error={fieldError(login.error, 'totpCode')}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      )}
      <Button type="submit" loading={login.isPending}>
        {code === null ? 'Sign in' : 'Go on'}
      </Button>
      {code === null ? (
        <TextLink to="/forgot-password" size="sm">
          Forgot your password?
        </TextLink>
      ) : (
        <Button variant="subtle" onClick={() => setCode(null)}>
          Back
        </Button>
      )}
    </Door>
  );
}

function FirstStart() {
  return (
    <>
      First start? Address and password are in <Code>credentials.json</Code>, in the folder that{' '}
      <Code>DATA_DIR</Code> names on the server.
    </>
  );
}
