import { Button, List, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { saveFile } from '../../ui/save-file.ts';
import type { Contact } from './contact-type.ts';
import { EraseContact } from './erase-contact.tsx';

/** What can be done with a contact, by whoever may. */
export function ContactActions({ contact }: { contact: Contact }) {
  const { id } = contact;
  const mayChange = useMe().tenant.role !== 'viewer';
  const save = useMutation({
    mutationFn: () => saveFile('exportContact', { path: { id } }),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });
  return (
    <>
      <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
        Export their data
      </Button>
      {mayChange && contact.optIn && <Unsubscribe contact={contact} />}
      {mayChange && <EraseContact contact={contact} />}
    </>
  );
}

function Unsubscribe({ contact: { email } }: { contact: Contact }) {
  const unsubscribe = async () => {
    // As if their own link had been used: the address is suppressed too.
    await call('createSuppression', { body: { email, reason: 'unsubscribe' } });
    await refresh('getContact', 'listContacts', 'listConsent', 'getSuppression');
    notifications.show({ message: `${email} is unsubscribed.` });
  };
  return (
    <ConfirmButton
      label="Unsubscribe…"
      c="var(--mantine-color-text)"
      title="Unsubscribe this person?"
      confirm="Unsubscribe them"
      act={unsubscribe}
    >
      <Text size="sm" mb="xs">
        As if they had used the link in a message:
      </Text>
      <List size="sm">
        <List.Item>they get no campaign any more, also not one that is on its way;</List.Item>
        <List.Item>their address is suppressed;</List.Item>
        <List.Item>no import brings them back, only a new consent of theirs.</List.Item>
      </List>
    </ConfirmButton>
  );
}
