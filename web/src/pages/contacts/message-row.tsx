import { Group, Text } from '@mantine/core';
import { TextLink } from '../../ui/text-link.tsx';
import { When } from '../../ui/times.tsx';
import { LogBadge } from '../deliver/log-badge.tsx';
import type { LogEntry } from '../deliver/log-search.ts';
import classes from './contact.module.css';

/** One message; its page says what happened to it, also who opened it. */
export function MessageRow({ message }: { message: LogEntry }) {
  const { id, subject, status, createdAt, finishedAt } = message;
  return (
    <Group
      justify="space-between"
      gap="xs"
      py="xs"
      wrap="nowrap"
      component="li"
      className={classes.message}
    >
      <div style={{ minWidth: 0 }}>
        <TextLink to="/emails/$id" params={{ id }} size="sm" fw={500}>
          <bdi>{subject ?? 'A message'}</bdi>
        </TextLink>
        <Text size="sm" c="dimmed">
          <When at={finishedAt ?? createdAt} />
        </Text>
      </div>
      <LogBadge status={status} />
    </Group>
  );
}
