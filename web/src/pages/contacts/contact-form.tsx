import { Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { fieldError } from '../../ui/error-notice.tsx';
import { LOCALE_CHOICES, type Locale } from '../../ui/locales.ts';
import { AttributeRows } from './attribute-rows.tsx';
import type { ContactDraft } from './contact-draft.ts';

export const SHOWN = [
  ...['email', 'externalId', 'locale', 'timezone', 'optIn', 'consentVersion', 'source'],
];
const ZONES = Intl.supportedValuesOf('timeZone');

/** All that a person can set of a contact. `about`: what to know of its consent before changing it. */
export function ContactForm({
  draft,
  onChange,
  error,
  about,
  showFaults,
}: {
  draft: ContactDraft;
  onChange: (some: Partial<ContactDraft>) => void;
  error: Error | null;
  about: ReactNode;
  showFaults: boolean;
}) {
  const text = (name: 'email' | 'externalId' | 'consentVersion' | 'source', label: string) => ({
    label,
    value: draft[name],
    error: fieldError(error, name),
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [name]: event.currentTarget.value }),
  });
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        <TextInput {...text('email', 'E-mail')} type="email" autoComplete="off" data-autofocus />
        <TextInput {...text('externalId', 'External id')} placeholder="Your own name for them" />
        <Select
          label="Language"
          placeholder="Not known"
          clearable
          data={LOCALE_CHOICES}
          value={draft.locale}
          error={fieldError(error, 'locale')}
          onChange={(locale) => onChange({ locale: locale as Locale | null })}
        />
        <Select
          label="Time zone"
          placeholder="Not known"
          clearable
          searchable
          limit={50}
          data={ZONES}
          value={draft.timezone === '' ? null : draft.timezone}
          error={fieldError(error, 'timezone')}
          onChange={(timezone) => onChange({ timezone: timezone ?? '' })}
        />
      </SimpleGrid>
      <Switch
        label="Opted in: they agreed to get campaigns"
        description={about}
        checked={draft.optIn}
        error={fieldError(error, 'optIn')}
        onChange={(event) => onChange({ optIn: event.currentTarget.checked })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        <TextInput
          {...text('consentVersion', 'Consent version')}
          placeholder="Which text, 2026-02"
        />
        <TextInput {...text('source', 'Source')} placeholder="From where, signup-form" />
      </SimpleGrid>
      <AttributeRows
        rows={draft.attributes}
        onChange={(attributes) => onChange({ attributes })}
        showFaults={showFaults}
      />
    </Stack>
  );
}
