import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { type ContactDraft, hasFaults, inputOf, NEW_CONTACT } from './contact-draft.ts';
import { ContactForm, SHOWN } from './contact-form.tsx';
import type { Contact } from './contact-type.ts';

/** A button that opens the form for a new contact. */
export function AddContact() {
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Button onClick={open}>Add a contact</Button>
      <Modal opened={isOpen} onClose={close} title="Add a contact" size="lg">
        <NewContact onEnd={close} />
      </Modal>
    </>
  );
}

function NewContact({ onEnd }: { onEnd: () => void }) {
  const navigate = useNavigate();
  const [draft, setDraft] = useState(NEW_CONTACT);
  const [known, setKnown] = useState<Contact | null>(null);
  const [showFaults, setShowFaults] = useState(false);
  const add = useMutation({
    mutationFn: async () => {
      // An upsert would change whoever has this address already.
      const contact = await findByAddress(draft.email);
      setKnown(contact);
      if (contact) return;
      const { id, email } = await call('upsertContact', { body: inputOf(draft) });
      await refresh('listContacts');
      onEnd();
      notifications.show({ message: `${email} is added.` });
      await navigate({ to: '/contacts/$id', params: { id } });
    },
  });
  const change = (some: Partial<ContactDraft>) => {
    add.reset();
    setDraft((now) => ({ ...now, ...some }));
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setShowFaults(true);
        if (!hasFaults(draft)) add.mutate();
      }}
    >
      <Stack>
        <ContactForm
          draft={draft}
          onChange={change}
          error={add.error}
          about="Only switch it on if you can say when and how they agreed."
          showFaults={showFaults}
        />
        <ErrorNotice error={add.error} shown={SHOWN} />
        {known && (
          <Alert color="orange" variant="light" role="alert">
            {known.email} is among your contacts already.{' '}
            <TextLink to="/contacts/$id" params={{ id: known.id }} underline="always" c="inherit">
              See this contact
            </TextLink>
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onEnd}>
            Go back
          </Button>
          <Button type="submit" loading={add.isPending}>
            Add the contact
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

async function findByAddress(text: string): Promise<Contact | null> {
  const email = text.trim().toLowerCase();
  if (email === '') return null;
  const { data } = await call('listContacts', { query: { q: email, limit: 500, counted: false } });
  return data.find((contact) => contact.email === email) ?? null;
}
