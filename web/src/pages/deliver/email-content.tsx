import { Paper, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { PressrunApiError } from '../../../../sdk/src/failure.ts';
import { reading } from '../../queries.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { RenderedMail } from './rendered-mail.tsx';

/** What a message says to its reader, as far as that is kept. */
export function EmailContent({ id }: { id: string }) {
  const content = useQuery({
    ...reading('getEmailContent', { path: { id } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { data, error } = content;
  const isGone = error instanceof PressrunApiError && error.status === 404;
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2}>What it says</Title>
      {isGone ? (
        <Text size="sm" c="dimmed">
          Its content is not kept any more: that of e-mails goes seven days after they were sent,
          that of campaigns with its template or contact.
        </Text>
      ) : (
        <Text size="sm" c="dimmed" mb="sm">
          As it would be rendered now; its unsubscribe link leads nowhere.
        </Text>
      )}
      {!isGone && <ErrorNotice error={error} retry={() => content.refetch()} />}
      {content.isPending && <Skeleton h={360} />}
      {data && <RenderedMail html={data.html} />}
    </Paper>
  );
}
