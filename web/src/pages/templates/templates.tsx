import { Skeleton, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReplyOf } from '../../api.ts';
import { reading } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Pages } from '../../ui/pages.tsx';
import { ButtonLink, TextLink } from '../../ui/text-link.tsx';
import { count, When } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { StartingPoints } from './starting-points.tsx';
import { VersionBadge } from './version-badge.tsx';

const LIMIT = 20;

/** All templates of the tenant, newest first. */
export function Templates() {
  const { q, page = 1 } = useSearch({ from: '/shell/templates' });
  const navigate = useNavigate({ from: '/templates' });
  const { tenant } = useMe();
  const list = useQuery({
    ...reading('listTemplates', { query: { page, limit: LIMIT, q } }),
    placeholderData: keepPreviousData,
  });
  const { data: templates, meta } = list.data ?? {};
  const hasNone = templates?.length === 0 && !q && page === 1;
  return (
    <>
      <PageHead title="Templates" about="What your mails look like, in versions and languages">
        {!hasNone && <Search />}
        {!hasNone && tenant.role !== 'viewer' && (
          <ButtonLink to="/templates/library">New template</ButtonLink>
        )}
      </PageHead>
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={240} />}
      {hasNone && <NoTemplate mayStart={tenant.role !== 'viewer'} />}
      {templates?.length === 0 && !hasNone && (
        <EmptyState title="No template is called that">
          Search for another part of its name.
        </EmptyState>
      )}
      {templates && templates.length > 0 && (
        <Stack>
          <WideTable label="Templates" highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Status</Table.Th>
                <Table.Th ta="right">Versions</Table.Th>
                <Table.Th>Last published</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {templates.map((template) => (
                <Row key={template.id} template={template} />
              ))}
            </Table.Tbody>
          </WideTable>
          <Pages
            meta={meta}
            page={page}
            onChange={(next) => navigate({ search: { q, page: next } })}
          />
        </Stack>
      )}
    </>
  );
}

function Search() {
  const { q = '' } = useSearch({ from: '/shell/templates' });
  const navigate = useNavigate({ from: '/templates' });
  const [typed, setTyped] = useState(q);
  const search = useDebouncedCallback(
    (text: string) => navigate({ search: text ? { q: text } : {}, replace: true }),
    250,
  );
  return (
    <TextInput
      aria-label="Search templates"
      placeholder="Search by name"
      type="search"
      w={220}
      maxLength={200}
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        search(value.trim());
      }}
    />
  );
}

function NoTemplate({ mayStart }: { mayStart: boolean }) {
  return (
    <Stack>
      <EmptyState title="No template yet">
        {mayStart
          ? 'Take one of these to start from: it becomes yours, and you change what you like.'
          : 'Editors and owners make them; they show here then.'}
      </EmptyState>
      {mayStart && <StartingPoints />}
    </Stack>
  );
}

function Row({ template }: { template: ReplyOf<'listTemplates'>['data'][number] }) {
  const { id, name, slug, versionCount, publishedAt } = template;
  return (
    <Table.Tr>
      <Table.Td maw={420}>
        <TextLink to="/templates/$id" params={{ id }} fw={500}>
          {name}
        </TextLink>
        <Text size="xs" c="dimmed">
          {slug}
        </Text>
      </Table.Td>
      <Table.Td>
        <VersionBadge isPublished={publishedAt !== null} />
      </Table.Td>
      <Table.Td ta="right" className="figure">
        {count(versionCount)}
      </Table.Td>
      <Table.Td>
        <Text size="sm">
          <When at={publishedAt} />
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}
