import './deliver.css';
import { Skeleton, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { call, type ReplyOf } from '../../api.ts';
import { reading, refresh } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Pages } from '../../ui/pages.tsx';
import { ButtonLink, TextLink } from '../../ui/text-link.tsx';
import { When } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';

type Scheduled = ReplyOf<'listScheduledEmails'>['data'][number];
const LIMIT = 50;

/** Single e-mails that wait for their time, the next one first. */
export function ScheduledEmails() {
  const { page = 1 } = useSearch({ from: '/shell/emails/scheduled' });
  const navigate = useNavigate({ from: '/emails/scheduled' });
  const { tenant } = useMe();
  const mayChange = tenant.role !== 'viewer';
  const list = useQuery({
    ...reading('listScheduledEmails', { query: { page, limit: LIMIT } }),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
  const { data: emails, meta } = list.data ?? {};
  return (
    <>
      <PageHead title="Scheduled e-mails" about="Single e-mails that wait for their time">
        <ButtonLink variant="default" to="/emails">
          E-mail log
        </ButtonLink>
      </PageHead>
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={200} />}
      {emails?.length === 0 && (
        <EmptyState title="Nothing waits">
          Programs schedule e-mails with the API (POST /scheduled-emails). Campaigns have times of
          their own, and are not here.
        </EmptyState>
      )}
      {emails && emails.length > 0 && (
        <Stack>
          <WideTable label="Scheduled e-mails" highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th className="wide-column">To</Table.Th>
                <Table.Th>Subject</Table.Th>
                <Table.Th>Goes out</Table.Th>
                {mayChange && (
                  <Table.Th>
                    <VisuallyHidden>Cancel</VisuallyHidden>
                  </Table.Th>
                )}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {emails.map((email) => (
                <Row key={email.id} email={email} mayChange={mayChange} />
              ))}
            </Table.Tbody>
          </WideTable>
          <Pages
            meta={meta}
            page={page}
            onChange={(next) => navigate({ search: next > 1 ? { page: next } : {} })}
          />
        </Stack>
      )}
    </>
  );
}

function Row({
  email: { id, to, subject, sendAt },
  mayChange,
}: {
  email: Scheduled;
  mayChange: boolean;
}) {
  const cancel = async () => {
    await call('cancelScheduledEmail', { path: { id } });
    await refresh('listScheduledEmails', 'listEmailLogs', 'getEmailLog');
    notifications.show({ message: 'Cancelled. It will not be sent.' });
  };
  return (
    <Table.Tr>
      <Table.Td maw={260} className="breakable">
        <TextLink to="/emails/$id" params={{ id }} fw={500}>
          {to ?? 'an erased person'}
        </TextLink>
      </Table.Td>
      <Table.Td maw={360} className="breakable">
        <Text size="sm" lineClamp={2} dir="auto">
          {subject || '(no subject)'}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm">
          <When at={sendAt} />
        </Text>
      </Table.Td>
      {mayChange && (
        <Table.Td ta="right">
          <ConfirmButton
            label="Cancel…"
            aria-label={`Cancel the e-mail to ${to}…`}
            title="Cancel this e-mail?"
            confirm="Cancel the e-mail"
            keep="Keep it"
            act={cancel}
            size="compact-sm"
            variant="subtle"
          >
            <Text size="sm">
              {to} won’t get “{subject}”. This can’t be undone.
            </Text>
          </ConfirmButton>
        </Table.Td>
      )}
    </Table.Tr>
  );
}
