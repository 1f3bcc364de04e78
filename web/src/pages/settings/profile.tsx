import { Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { learnMe, useMe } from '../../session.ts';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { LOCALE_CHOICES, type Locale } from '../../ui/locales.ts';
import { SaveLine } from './save-line.tsx';
import { Section } from './section.tsx';

/** Name and language. */
export function Profile() {
  const { user } = useMe().me;
  const [name, setName] = useState(user.name ?? '');
  const [locale, setLocale] = useState(user.locale);
  const save = useMutation({
    mutationFn: () =>
      call('updateMe', { body: { name: name.trim() || null, locale: locale as Locale | null } }),
    onSuccess: (me) => {
      learnMe(me);
      notifications.show({ message: 'Saved' });
      return refresh('listMembers');
    },
  });
  const isChanged = name !== (user.name ?? '') || locale !== user.locale;
  return (
    <Section title="You" onSubmit={() => save.mutate()} onEdit={save.isError && save.reset}>
      <ErrorNotice error={save.error} shown={['name', 'locale']} />
      <TextInput
        label="Name"
        description="What other members see"
        autoComplete="name"
        maxLength={200}
        value={name}
        error={fieldError(save.error, 'name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label="Language"
        description="Kept with your account; the dashboard is in English. Dates follow your browser"
        placeholder="None"
        clearable
        data={LOCALE_CHOICES}
        value={locale}
        error={fieldError(save.error, 'locale')}
        onChange={setLocale}
      />
      <SaveLine isChanged={isChanged} isPending={save.isPending} />
    </Section>
  );
}
