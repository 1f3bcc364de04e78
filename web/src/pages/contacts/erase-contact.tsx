import { Button, Group, List, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api.ts';
import { queries, refresh } from '../../queries.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import type { Contact } from './contact-type.ts';

/** Erasure, for good: asks for the address, so that it is nobody else's. */
export function EraseContact({ contact }: { contact: Contact }) {
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="default" c="red" onClick={open}>
        Erase…
      </Button>
      <Modal opened={isOpen} onClose={close} title="Erase this person?">
        <Question contact={contact} onEnd={close} />
      </Modal>
    </>
  );
}

/** What this browser was told of the person, so that going back shows nothing of them. */
function forget(): void {
  const ofPeople = ['getContact', 'listConsent', 'listEmailLogs', 'getEmailLog', 'getSuppression'];
  queries.removeQueries({ predicate: ({ queryKey }) => ofPeople.includes(String(queryKey[1])) });
}

function Question({ contact: { id, email }, onEnd }: { contact: Contact; onEnd: () => void }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const erase = useMutation({
    mutationFn: () => call('eraseContact', { path: { id } }),
    onSuccess: async () => {
      await navigate({ to: '/contacts' });
      forget();
      await refresh('listContacts', 'countSegment');
      notifications.show({ message: 'The person is erased.' });
    },
  });
  const isSure = typed.trim().toLowerCase() === email;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isSure) erase.mutate();
      }}
    >
      <Stack gap="sm">
        <div>
          <Text size="sm" fw={600}>
            Erased for good
          </Text>
          <List size="sm">
            <List.Item>the contact with its attributes and consent records;</List.Item>
            <List.Item>their address in the log, in exports and in stored answers;</List.Item>
            <List.Item>the content of single messages to them.</List.Item>
          </List>
        </div>
        <div>
          <Text size="sm" fw={600}>
            What stays
          </Text>
          <List size="sm">
            <List.Item>the numbers of campaigns, without a name;</List.Item>
            <List.Item>
              a keyed hash of the address, suppressed: no import brings the person back.
            </List.Item>
          </List>
        </div>
        <TextInput
          label={`Type ${email} to confirm`}
          autoComplete="off"
          data-autofocus
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <ErrorNotice error={erase.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onEnd}>
            Go back
          </Button>
          <Button type="submit" color="red" disabled={!isSure} loading={erase.isPending}>
            Erase for good
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
