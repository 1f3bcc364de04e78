import { Skeleton, Stack, Table, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReplyOf } from '../../api.ts';
import { reading } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Pages } from '../../ui/pages.tsx';
import { ButtonLink, TextLink } from '../../ui/text-link.tsx';
import { When } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { filterWords } from './filter-words.ts';

const LIMIT = 50;

/** Filters with a name, by name. */
export function Segments() {
  const { page = 1 } = useSearch({ from: '/shell/segments' });
  const navigate = useNavigate({ from: '/segments' });
  const mayChange = useMe().tenant.role !== 'viewer';
  const list = useQuery({
    ...reading('listSegments', { query: { page, limit: LIMIT } }),
    placeholderData: keepPreviousData,
  });
  const { data: segments, meta } = list.data ?? {};
  return (
    <>
      <PageHead title="Segments" about="Contacts that have something in common">
        {mayChange && <ButtonLink to="/segments/new">New segment</ButtonLink>}
      </PageHead>
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={240} />}
      {segments?.length === 0 && (
        <EmptyState title="No segment yet">
          A segment finds contacts by what is known of them: their locale, an attribute, what they
          opened. Campaigns can be for one, and leave others out.
        </EmptyState>
      )}
      {segments && segments.length > 0 && (
        <Stack>
          <WideTable label="Segments" highlightOnHover miw={{ base: 0, sm: 560 }}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th visibleFrom="sm">Who is in it</Table.Th>
                <Table.Th visibleFrom="sm">Changed</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {segments.map((segment) => (
                <Row key={segment.id} segment={segment} />
              ))}
            </Table.Tbody>
          </WideTable>
          <Pages
            meta={meta}
            page={page}
            onChange={(next) => navigate({ search: { page: next } })}
          />
        </Stack>
      )}
    </>
  );
}

function Row({ segment }: { segment: ReplyOf<'listSegments'>['data'][number] }) {
  const { id, name, filter, updatedAt } = segment;
  const words = filterWords(filter);
  return (
    <Table.Tr>
      <Table.Td maw={280} style={{ overflowWrap: 'anywhere' }}>
        <TextLink to="/segments/$id" params={{ id }} fw={500}>
          <bdi>{name}</bdi>
        </TextLink>
        <Text size="sm" c="dimmed" lineClamp={2} hiddenFrom="sm">
          <bdi>{words}</bdi>
        </Text>
      </Table.Td>
      <Table.Td maw={420} visibleFrom="sm">
        <Text size="sm" c="dimmed" lineClamp={2}>
          <bdi>{words}</bdi>
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm" style={{ whiteSpace: 'nowrap' }}>
        <When at={updatedAt} />
      </Table.Td>
    </Table.Tr>
  );
}
