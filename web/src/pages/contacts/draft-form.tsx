import { Button, Group, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { type ContactDraft, hasFaults } from './contact-draft.ts';
import { ContactForm, SHOWN } from './contact-form.tsx';

/** A contact that is being written, until it is saved or given up. `about`: what stands at the consent. */
export function DraftForm({
  start,
  about,
  label,
  save,
  onEnd,
  children,
}: {
  start: ContactDraft;
  about: string;
  label: string;
  save: (draft: ContactDraft) => Promise<void>;
  onEnd: () => void;
  children?: ReactNode;
}) {
  const [draft, setDraft] = useState(start);
  const [showFaults, setShowFaults] = useState(false);
  const saving = useMutation({ mutationFn: () => save(draft) });
  const change = (some: Partial<ContactDraft>) => {
    saving.reset();
    setDraft((now) => ({ ...now, ...some }));
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setShowFaults(true);
        if (!hasFaults(draft)) saving.mutate();
      }}
    >
      <Stack>
        <ContactForm
          draft={draft}
          onChange={change}
          error={saving.error}
          about={about}
          showFaults={showFaults}
        />
        <ErrorNotice error={saving.error} shown={SHOWN} />
        {children}
        <Group justify="flex-end">
          <Button variant="default" onClick={onEnd}>
            Go back
          </Button>
          <Button type="submit" loading={saving.isPending}>
            {label}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
