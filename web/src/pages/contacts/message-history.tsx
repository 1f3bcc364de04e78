import { Paper, Text, Title } from '@mantine/core';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { MoreButton, useMore } from '../../ui/more.tsx';
import classes from './contact.module.css';
import { MessageRow } from './message-row.tsx';

/** What was sent to this address, the newest first. */
export function MessageHistory({ email }: { email: string }) {
  const { list, rows } = useMore('listEmailLogs', { query: { to: email } }, { limit: 20 });
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="xs">
        Messages
      </Title>
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.data && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing has been sent to them yet.
        </Text>
      )}
      <ul className={classes.messages}>
        {rows.map((message) => (
          <MessageRow key={message.id} message={message} />
        ))}
      </ul>
      <MoreButton list={list} />
    </Paper>
  );
}
