import { Button, Group, Paper, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMe } from '../../session.ts';
import { ContactFacts } from './contact-facts.tsx';
import type { Contact } from './contact-type.ts';
import { EditContact } from './edit-contact.tsx';

/** What is known of a person, to read or to change. */
export function ContactProfile({ contact }: { contact: Contact }) {
  const mayChange = useMe().tenant.role !== 'viewer';
  const [isEdited, { open, close }] = useDisclosure();
  return (
    <Paper withBorder p="md" component="section">
      <Group justify="space-between" mb="sm">
        <Title order={2}>Profile</Title>
        {mayChange && !isEdited && (
          <Button variant="default" size="compact-sm" onClick={open}>
            Edit
          </Button>
        )}
      </Group>
      {isEdited ? (
        <EditContact contact={contact} onEnd={close} />
      ) : (
        <ContactFacts contact={contact} />
      )}
    </Paper>
  );
}
