import { Badge, Box, Collapse, Group, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReplyOf } from '../../api.ts';
import { reading } from '../../queries.ts';
import { TextLink } from '../../ui/text-link.tsx';
import { When } from '../../ui/times.tsx';
import classes from './contact.module.css';

type Message = ReplyOf<'listEmailLogs'>['data'][number];

const LOOK: Record<Message['status'], { color: string; label: string }> = {
  QUEUED: { color: 'gray', label: 'Queued' },
  SCHEDULED: { color: 'blue', label: 'Scheduled' },
  SENDING: { color: 'blue', label: 'Sending' },
  DEFERRED: { color: 'yellow', label: 'Deferred' },
  SENT: { color: 'teal', label: 'Sent' },
  DELIVERED: { color: 'green', label: 'Delivered' },
  BOUNCED: { color: 'red', label: 'Bounced' },
  COMPLAINED: { color: 'red', label: 'Complained' },
  FAILED: { color: 'red', label: 'Failed' },
  SKIPPED: { color: 'gray', label: 'Skipped' },
  CANCELLED: { color: 'gray', label: 'Cancelled' },
  UNKNOWN: { color: 'orange', label: 'In doubt' },
};

/** One message; what happened to it is asked for when somebody wants to see it. */
export function MessageRow({ message }: { message: Message }) {
  const [isOpen, { toggle }] = useDisclosure();
  const { subject, status, createdAt, finishedAt } = message;
  return (
    <Box className={classes.message}>
      <UnstyledButton w="100%" py="xs" onClick={toggle} aria-expanded={isOpen}>
        <Group justify="space-between" gap="xs" wrap="nowrap">
          <Text size="sm" fw={500} truncate dir="auto">
            {subject ?? 'A message'}
          </Text>
          <Group gap="sm" wrap="nowrap" style={{ flexShrink: 0 }}>
            <Text size="sm" c="dimmed" visibleFrom="xs">
              <When at={finishedAt ?? createdAt} />
            </Text>
            <Badge color={LOOK[status].color} variant="dot" tt="none" c="var(--mantine-color-text)">
              {LOOK[status].label}
            </Badge>
          </Group>
        </Group>
      </UnstyledButton>
      <Collapse expanded={isOpen}>{isOpen && <Events message={message} />}</Collapse>
    </Box>
  );
}

function Events({ message: { id, campaignId, reason, status } }: { message: Message }) {
  const { data } = useQuery(reading('getEmailLog', { path: { id } }));
  return (
    <Box pb="sm" pl="sm">
      {campaignId && (
        <Text size="sm">
          <TextLink to="/campaigns/$id" params={{ id: campaignId }} underline="always">
            Its campaign
          </TextLink>
        </Text>
      )}
      {reason && status !== 'SENT' && <Text size="sm">{reason}</Text>}
      {data?.events.map(({ id: event, type, createdAt }, i) => (
        <Text key={event ?? `${type}${i}`} size="sm" c="dimmed">
          {wordsOf(type)} <When at={createdAt} />
        </Text>
      ))}
      {data?.events.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing has happened to it yet.
        </Text>
      )}
    </Box>
  );
}

/** `email.opened` is “Opened”. */
function wordsOf(type: string): string {
  const word = type.slice(type.indexOf('.') + 1).replaceAll('_', ' ');
  return word.charAt(0).toUpperCase() + word.slice(1);
}
