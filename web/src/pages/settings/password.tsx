import { PasswordInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api.ts';
import { useMe } from '../../session.ts';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { SaveLine } from './save-line.tsx';
import { Section } from './section.tsx';

/** Another password ends the other sessions; this one goes on. */
export function Password() {
  const { user } = useMe().me;
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const change = useMutation({
    mutationFn: () => call('changePassword', { body: { currentPassword, newPassword } }),
    onSuccess: () => {
      setCurrent('');
      setNew('');
      notifications.show({ message: 'Your password is changed; your other sessions have ended' });
    },
  });
  return (
    <Section
      title="Password"
      about="Your other sessions end when you change it."
      onSubmit={() => change.mutate()}
      onEdit={change.isError && change.reset}
    >
      <ErrorNotice error={change.error} shown={['currentPassword', 'newPassword']} />
      {/* For password managers: whose password it is. */}
      <input hidden readOnly name="username" autoComplete="username" value={user.email} />
      <PasswordInput
        label="Current password"
        autoComplete="current-password"
        value={currentPassword}
        error={fieldError(change.error, 'currentPassword')}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <PasswordInput
        label="New password"
        description="10 characters at least; a few words are easy to keep in mind"
        autoComplete="new-password"
        value={newPassword}
        error={fieldError(change.error, 'newPassword')}
        onChange={(event) => setNew(event.currentTarget.value)}
      />
      <SaveLine
        label="Change the password"
        isChanged={currentPassword !== '' && newPassword !== ''}
        isPending={change.isPending}
      />
    </Section>
  );
}
