import { Badge, Group } from '@mantine/core';
import type { Contact } from './contact-type.ts';

/** Whether they get campaigns, and why not. */
export function ConsentBadge({ contact }: { contact: Contact }) {
  const { color, label } = stateOf(contact);
  return (
    <Group gap={6}>
      <Badge color={color} variant="dot" tt="none" c="var(--mantine-color-text)">
        {label}
      </Badge>
      {contact.suppressedAt && (
        <Badge color="red" variant="dot" tt="none" c="var(--mantine-color-text)">
          Suppressed
        </Badge>
      )}
    </Group>
  );
}

function stateOf({ optIn, unsubscribedAt }: Contact): { color: string; label: string } {
  if (optIn) return { color: 'teal', label: 'Opted in' };
  if (unsubscribedAt) return { color: 'gray', label: 'Unsubscribed' };
  return { color: 'gray', label: 'Not opted in' };
}
