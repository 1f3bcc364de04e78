import { Alert, Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { TextLink } from '../../ui/text-link.tsx';
import { type ContactDraft, inputOf, NEW_CONTACT } from './contact-draft.ts';
import type { Contact } from './contact-type.ts';
import { DraftForm } from './draft-form.tsx';

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
  const [known, setKnown] = useState<Contact | null>(null);
  const add = async (draft: ContactDraft) => {
    // An upsert would change whoever has this address already.
    const contact = await findByAddress(draft.email);
    setKnown(contact);
    if (contact) return;
    const { id, email } = await call('upsertContact', { body: inputOf(draft) });
    await refresh('listContacts');
    onEnd();
    notifications.show({ message: `${email} is added.` });
    await navigate({ to: '/contacts/$id', params: { id } });
  };
  return (
    <DraftForm
      start={NEW_CONTACT}
      about="Only switch it on if you can say when and how they agreed."
      label="Add the contact"
      save={add}
      onEnd={onEnd}
    >
      {known && (
        <Alert color="orange" variant="light" role="alert">
          {known.email} is among your contacts already.{' '}
          <TextLink to="/contacts/$id" params={{ id: known.id }} underline="always" c="inherit">
            See this contact
          </TextLink>
        </Alert>
      )}
    </DraftForm>
  );
}

async function findByAddress(text: string): Promise<Contact | null> {
  const email = text.trim().toLowerCase();
  if (email === '') return null;
  const { data } = await call('listContacts', { query: { q: email, limit: 500, counted: false } });
  return data.find((contact) => contact.email === email) ?? null;
}
