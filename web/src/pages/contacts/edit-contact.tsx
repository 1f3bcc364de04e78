import { notifications } from '@mantine/notifications';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { type ContactDraft, changesOf, draftOf } from './contact-draft.ts';
import type { Contact } from './contact-type.ts';
import { DraftForm } from './draft-form.tsx';

const CAME_BACK =
  'They unsubscribed. Only a newer consent brings them back: switch it on and enter its version.';

/** The form for a contact that is there. */
export function EditContact({ contact, onEnd }: { contact: Contact; onEnd: () => void }) {
  const save = async (draft: ContactDraft) => {
    const body = changesOf(contact, draft);
    if (Object.keys(body).length > 0) await send(contact.id, body);
    onEnd();
  };
  return (
    <DraftForm
      start={draftOf(contact)}
      about={contact.unsubscribedAt ? CAME_BACK : 'Campaigns reach only those who agreed.'}
      label="Save"
      save={save}
      onEnd={onEnd}
    />
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
