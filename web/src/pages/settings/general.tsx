import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { LOCALE_CHOICES, type Locale } from '../../ui/locales.ts';
import { SaveLine } from './save-line.tsx';
import { Section } from './section.tsx';
import { type Tenant, useSaveTenant } from './use-save-tenant.ts';

/** Name and language of the tenant. */
export function General({ settings, isOwner }: { settings: Tenant; isOwner: boolean }) {
  const [name, setName] = useState(settings.name);
  const [locale, setLocale] = useState(settings.defaultLocale);
  const save = useSaveTenant();
  const isChanged = name !== settings.name || locale !== settings.defaultLocale;
  const submit = () => save.mutate({ name, defaultLocale: locale as Locale | null });
  return (
    <Section title="General" onSubmit={submit} onEdit={save.isError && save.reset}>
      <ErrorNotice error={save.error} shown={['name', 'defaultLocale']} />
      <TextInput
        label="Name"
        description="How people find it in the menu; readers don’t see it"
        maxLength={200}
        readOnly={!isOwner}
        value={name}
        error={fieldError(save.error, 'name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label="Default language"
        description="Who has no language of their own, or one without a variant, gets the variant in this one"
        placeholder="None: they get the base version"
        clearable={isOwner}
        readOnly={!isOwner}
        data={LOCALE_CHOICES}
        value={locale}
        error={fieldError(save.error, 'defaultLocale')}
        onChange={setLocale}
      />
      {isOwner && <SaveLine isChanged={isChanged} isPending={save.isPending} />}
    </Section>
  );
}
