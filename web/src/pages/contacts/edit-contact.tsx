import { Button, Group, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { type ContactDraft, changesOf, draftOf, hasFaults } from './contact-draft.ts';
import { ContactForm, SHOWN } from './contact-form.tsx';
import type { Contact } from './contact-type.ts';

const CAME_BACK =
  'They unsubscribed. Only a newer consent brings them back: switch it on and enter its version.';

/** The form for a contact that is there. */
export function EditContact({ contact, onEnd }: { contact: Contact; onEnd: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(contact));
  const [showFaults, setShowFaults] = useState(false);
  const { id } = contact;
  const save = useMutation({
    mutationFn: async () => {
      const body = changesOf(contact, draft);
      if (Object.keys(body).length > 0) await send(id, body);
      onEnd();
    },
  });
  const change = (some: Partial<ContactDraft>) => {
    save.reset();
    setDraft((now) => ({ ...now, ...some }));
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setShowFaults(true);
        if (!hasFaults(draft)) save.mutate();
      }}
    >
      <Stack>
        <ContactForm
          draft={draft}
          onChange={change}
          error={save.error}
          about={contact.unsubscribedAt ? CAME_BACK : 'Campaigns reach only those who agreed.'}
          showFaults={showFaults}
        />
        <ErrorNotice error={save.error} shown={SHOWN} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onEnd}>
            Go back
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

async function send(id: string, body: ReturnType<typeof changesOf>): Promise<void> {
  const { optIn } = await call('updateContact', { path: { id }, body });
  await refresh('getContact', 'listContacts', 'listConsent', 'countSegment');
  if (body.optIn && !optIn) {
    const message =
      'They are still unsubscribed: only a newer consent version than the one before brings them back.';
    notifications.show({ color: 'orange', title: 'Saved, except the consent', message });
  } else notifications.show({ message: 'Saved.' });
}
