import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { localeName } from '../../ui/locales.ts';
import { When } from '../../ui/times.tsx';
import { ConsentBadge } from './consent-badge.tsx';
import classes from './contact.module.css';
import type { Contact } from './contact-type.ts';

/** The fields of a contact and its attributes, as a list of names and values. */
export function ContactFacts({ contact }: { contact: Contact }) {
  const { email, externalId, locale, timezone, source, consentVersion, projectId } = contact;
  const attributes = Object.entries(contact.attributes).sort(([a], [b]) => a.localeCompare(b));
  return (
    <>
      <dl className={classes.facts}>
        <Fact name="E-mail">{email}</Fact>
        <Fact name="External id">{externalId ?? '–'}</Fact>
        <Fact name="Consent">
          <ConsentBadge contact={contact} />
        </Fact>
        <Fact name="Consent version">{consentVersion ?? '–'}</Fact>
        <Fact name="Source">{source ?? '–'}</Fact>
        <Fact name="Language">{locale ? localeName(locale) : '–'}</Fact>
        <Fact name="Time zone">{timezone ?? '–'}</Fact>
        {projectId && <Fact name="Project">{projectId}</Fact>}
        <Fact name="Changed">
          <When at={contact.updatedAt} />
        </Fact>
      </dl>
      <Text fw={600} size="sm" mt="md" mb={4}>
        Attributes
      </Text>
      {attributes.length === 0 ? (
        <Text size="sm" c="dimmed">
          None yet: a first name makes a greeting possible.
        </Text>
      ) : (
        <dl className={classes.facts}>
          {attributes.map(([name, value]) => (
            <Fact key={name} name={name}>
              {shown(value)}
            </Fact>
          ))}
        </dl>
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>
        <bdi>{name}</bdi>
      </dt>
      <dd dir="auto">{children}</dd>
    </>
  );
}

function shown(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
