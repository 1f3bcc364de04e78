import './deliver.css';
import { Alert, Code, Skeleton, Stack, Table, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { reading } from '../../queries.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Pages } from '../../ui/pages.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { count, When } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import type { OutboxEntry } from './outbox-search.ts';

const LIMIT = 50;

/** What stayed on this machine instead of going to its readers. */
export function Outbox() {
  const { q, page = 1 } = useSearch({ from: '/shell/outbox' });
  const navigate = useNavigate({ from: '/outbox' });
  const list = useQuery({
    ...reading('listOutboxMessages', { query: { q, page, limit: LIMIT } }),
    placeholderData: keepPreviousData,
    refetchInterval: 5_000,
  });
  const { data: messages, meta, takesLiveMail } = list.data ?? {};
  const isEmpty = messages?.length === 0;
  return (
    <>
      <PageHead
        title="Outbox"
        about="Mail that stays on this machine, as its readers would see it"
      />
      {takesLiveMail === false && !isEmpty && (
        <Alert variant="light" color="blue" mb="md">
          Live mail goes to its readers. Only mail of test keys comes here.
        </Alert>
      )}
      {(!isEmpty || q) && (
        <SearchInput
          label="Search sender, recipient, subject"
          mb="md"
          maw={360}
          maxLength={200}
          value={q ?? ''}
          search={(text) => navigate({ search: text ? { q: text } : {}, replace: true })}
        />
      )}
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={320} />}
      {isEmpty && <Nothing isFiltered={Boolean(q)} takesLiveMail={takesLiveMail ?? true} />}
      {messages && meta && messages.length > 0 && (
        <Stack>
          <Messages messages={messages} />
          <Pages
            meta={meta}
            page={page}
            onChange={(next) =>
              navigate({ search: { ...(q && { q }), ...(next > 1 && { page: next }) } })
            }
          />
          <Text size="sm" c="dimmed">
            {meta.total === 1 ? 'One message' : `${count(meta.total)} messages`}
          </Text>
        </Stack>
      )}
    </>
  );
}

function Messages({ messages }: { messages: OutboxEntry[] }) {
  return (
    <WideTable label="Messages" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th className="wide-column">Subject</Table.Th>
          <Table.Th className="wide-column">To</Table.Th>
          <Table.Th>Time</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {messages.map(({ id, subject, to, from, date }) => (
          <Table.Tr key={id}>
            <Table.Td maw={420} className="breakable">
              <TextLink to="/outbox/$id" params={{ id }} fw={500} dir="auto">
                {cut(subject) || '(no subject)'}
              </TextLink>
              <Text size="xs" c="dimmed" lineClamp={1} dir="auto">
                {from || '(nobody)'}
              </Text>
            </Table.Td>
            <Table.Td maw={300} className="breakable">
              <Text size="sm" lineClamp={2} dir="auto">
                {to || '(nobody)'}
              </Text>
            </Table.Td>
            <Table.Td>
              <Text size="sm">
                <When at={date} />
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

/** A subject may have 998 characters. */
function cut(text: string): string {
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

function Nothing({ isFiltered, takesLiveMail }: { isFiltered: boolean; takesLiveMail: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState title="Nothing found">
        Sender, recipients and subject of the newest 10,000 messages were searched.
      </EmptyState>
    );
  }
  return takesLiveMail ? (
    <EmptyState title="No mail yet">
      No relay is set on this instance, so every message stays here and you see it as its reader
      would. Send a campaign, or its test, and look again. When you are ready for real readers, add
      a project with an SMTP server, or set <Code>SMTP_URL</Code>.
    </EmptyState>
  ) : (
    <EmptyState title="Mail leaves this instance">
      It goes by a relay to its readers; what became of it is in the e-mail log. Only mail of test
      keys (<Code>mc_test_…</Code>) stays here, and there is none yet.
    </EmptyState>
  );
}
