import './deliver.css';
import { Skeleton, Stack, Table, Text } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { MoreButton, useMore } from '../../ui/more.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ButtonLink, TextLink } from '../../ui/text-link.tsx';
import { When } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { LogBadge } from './log-badge.tsx';
import { LogFilters } from './log-filters.tsx';
import { type LogEntry, logQuery } from './log-search.ts';

/** All that was sent, the newest first, and new ones as they come. */
export function EmailLog() {
  const search = useSearch({ from: '/shell/emails' });
  const { list, rows } = useMore(
    'listEmailLogs',
    { query: logQuery(search) },
    { refetchInterval: 5_000 },
  );
  const error = list.error && rows.length === 0 ? list.error : null;
  return (
    <>
      <PageHead title="E-mail log" about="Every message, and what became of it">
        <ButtonLink variant="default" to="/emails/scheduled">
          Scheduled e-mails
        </ButtonLink>
      </PageHead>
      <LogFilters error={fieldError(list.error, 'to')} />
      <ErrorNotice error={list.error} shown={['to']} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={320} />}
      {list.data && !error && rows.length === 0 && (
        <Nothing isFiltered={Object.keys(search).length > 0} />
      )}
      {rows.length > 0 && (
        <Stack gap={0}>
          <WideTable label="E-mails" highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th className="wide-column">To</Table.Th>
                <Table.Th className="wide-column">Subject</Table.Th>
                <Table.Th>State</Table.Th>
                <Table.Th>Time</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((entry) => (
                <Row key={entry.id} entry={entry} />
              ))}
            </Table.Tbody>
          </WideTable>
        </Stack>
      )}
      <MoreButton list={list} />
    </>
  );
}

function Row({ entry }: { entry: LogEntry }) {
  const { id, toEmail, subject, status, campaignName, tags, createdAt, finishedAt, sendAt } = entry;
  const isProblem = status === 'FAILED' || status === 'DEFERRED' || status === 'UNKNOWN';
  return (
    <Table.Tr>
      <Table.Td maw={260} className="breakable">
        <TextLink to="/emails/$id" params={{ id }} fw={500}>
          {toEmail ?? 'an erased person'}
        </TextLink>
      </Table.Td>
      <Table.Td maw={360} className="breakable">
        <Text size="sm" lineClamp={2} dir="auto">
          {subject || '(no subject)'}
        </Text>
        <Text size="xs" c="dimmed" lineClamp={1}>
          {campaignName ? `Campaign: ${campaignName}` : ['E-mail', ...tags].join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td maw={260}>
        <LogBadge status={status} />
        {isProblem && entry.reason && (
          <Text size="xs" c="dimmed" lineClamp={2}>
            {entry.reason}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Text size="sm">
          {status === 'SCHEDULED' ? (
            <>
              for <When at={sendAt} />
            </>
          ) : (
            <When at={finishedAt ?? createdAt} />
          )}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState title="No message matches">
      Addresses are compared in full. Campaigns are listed from their start on.
    </EmptyState>
  ) : (
    <EmptyState title="Nothing sent yet">
      Every message will be here: the copies of campaigns, and what your programs send with the API.
    </EmptyState>
  );
}
