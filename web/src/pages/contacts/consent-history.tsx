import { Paper, Stack, Text, Timeline, Title } from '@mantine/core';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { MoreButton, useMore } from '../../ui/more.tsx';
import { When } from '../../ui/times.tsx';
import type { ConsentRecord, Contact } from './contact-type.ts';

const HOW: Record<ConsentRecord['method'], string> = {
  api: 'through the API or here',
  bulk: 'with a bulk upsert',
  import: 'with an import',
  hosted_page: 'on the unsubscribe page',
  one_click: 'with the mail program’s button',
  suppression: 'by a member, or through the API',
  suppression_import: 'with imported suppressions',
  before_records: 'before records were kept',
};

/** What they opted in to and out of, and how that is known; the last one first. */
export function ConsentHistory({ contact: { id } }: { contact: Contact }) {
  const { list, rows } = useMore('listConsent', { path: { id } }, { limit: 10 });
  return (
    <Paper withBorder p="md" component="section" h="100%">
      <Title order={2} mb="sm">
        Consent
      </Title>
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.data && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing is recorded.
        </Text>
      )}
      <Timeline bulletSize={14} lineWidth={2} active={rows.length}>
        {rows.map((record) => (
          <Timeline.Item
            key={record.id}
            color={record.kind === 'OPT_IN' ? 'teal' : 'gray'}
            title={record.kind === 'OPT_IN' ? 'Opted in' : 'Opted out'}
          >
            <Details record={record} />
          </Timeline.Item>
        ))}
      </Timeline>
      <MoreButton list={list} />
    </Paper>
  );
}

function Details({ record: { at, method, version, source, ip } }: { record: ConsentRecord }) {
  return (
    <Stack gap={0}>
      <Text size="sm">
        <When at={at} />, {HOW[method]}
      </Text>
      <Text size="sm" c="dimmed">
        {[version && `text ${version}`, source && `source ${source}`, ip && `from ${ip}`]
          .filter(Boolean)
          .join(' · ')}
      </Text>
    </Stack>
  );
}
