import { SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { SaveLine } from './save-line.tsx';
import { Section } from './section.tsx';
import { type Tenant, useSaveTenant } from './use-save-tenant.ts';

const FIELDS = ['defaultSender.email', 'defaultSender.name', 'postalAddress'];

/** Who mail is from where no project says so, and where the sender can be written to. */
export function Sender({ settings, isOwner }: { settings: Tenant; isOwner: boolean }) {
  const { defaultSender, postalAddress } = settings;
  const [email, setEmail] = useState(defaultSender?.email ?? '');
  const [name, setName] = useState(defaultSender?.name ?? '');
  const [address, setAddress] = useState(postalAddress ?? '');
  const save = useSaveTenant();
  const isChanged =
    email !== (defaultSender?.email ?? '') ||
    name !== (defaultSender?.name ?? '') ||
    address !== (postalAddress ?? '');
  const submit = () =>
    save.mutate({
      defaultSender: email || name ? { email, name: name || null } : null,
      postalAddress: address.trim() || null,
    });
  const about = (
    <>
      Used where a campaign has no <Projects /> with a sender of its own.
    </>
  );
  return (
    <Section title="Sender" about={about} onSubmit={submit} onEdit={save.isError && save.reset}>
      <ErrorNotice error={save.error} shown={FIELDS} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label="From name"
          readOnly={!isOwner}
          value={name}
          error={fieldError(save.error, 'defaultSender.name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="From address"
          type="email"
          placeholder="The instance’s own"
          readOnly={!isOwner}
          value={email}
          error={fieldError(save.error, 'defaultSender.email')}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
      </SimpleGrid>
      <Textarea
        label="Postal address"
        description="The law of many countries wants it in a newsletter; templates show it as {{postalAddress}}"
        autosize
        minRows={2}
        maxLength={500}
        readOnly={!isOwner}
        value={address}
        error={fieldError(save.error, 'postalAddress')}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      {isOwner && <SaveLine isChanged={isChanged} isPending={save.isPending} />}
    </Section>
  );
}

function Projects() {
  return (
    <TextLink to="/projects" underline="always">
      project
    </TextLink>
  );
}
