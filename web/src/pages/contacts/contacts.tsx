import { Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { reading } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { MoreButton, useMore } from '../../ui/more.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ButtonLink, TextLink } from '../../ui/text-link.tsx';
import { count } from '../../ui/times.tsx';
import { AddContact } from './add-contact.tsx';
import { ContactFilters } from './contact-filters.tsx';
import { ContactTable } from './contact-table.tsx';
import { ExportMenu } from './export-menu.tsx';

/** Everybody in the tenant's book, newest first. */
export function Contacts() {
  const search = useSearch({ from: '/shell/contacts' });
  const { segment, ...filter } = search;
  const mayChange = useMe().tenant.role !== 'viewer';
  const query = { ...filter, segmentId: segment };
  const { list, rows } = useMore('listContacts', { query: { ...query, counted: false } });
  // Counting takes longer than a page: it comes after.
  const counted = useQuery(reading('listContacts', { query: { ...query, limit: 1 } }));
  const isFiltered = Object.keys(search).length > 0;
  const total = counted.data?.meta.total;
  // What was shown before says nothing of what is asked now.
  const isEmpty = list.isSuccess && !list.isPlaceholderData && rows.length === 0;
  return (
    <>
      <PageHead title="Contacts" about="Everybody you can write to">
        <ExportMenu query={query} />
        {mayChange && (
          <>
            <ButtonLink to="/contacts/import" variant="default">
              Import
            </ButtonLink>
            <AddContact />
          </>
        )}
      </PageHead>
      {(isFiltered || !isEmpty) && <ContactFilters search={search} />}
      <ErrorNotice error={list.error} retry={() => list.refetch()} />
      {list.isPending && <Skeleton h={320} />}
      {isEmpty && isFiltered && (
        <EmptyState title="Nobody matches">Search for less, or take a filter away.</EmptyState>
      )}
      {isEmpty && !isFiltered && (
        <EmptyState title="No contact yet">
          {mayChange ? (
            <>
              <TextLink to="/contacts/import" underline="always">
                Import a file
              </TextLink>{' '}
              with addresses, add somebody by hand, or let your own program send them with an API
              key.
            </>
          ) : (
            'Who imports or adds contacts will find them here.'
          )}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <>
          <Text size="sm" c="dimmed" mb={4} className="figure" aria-live="polite">
            {total === undefined ? ' ' : total === 1 ? '1 contact' : `${count(total)} contacts`}
          </Text>
          <ContactTable contacts={rows} label="Contacts" />
          <MoreButton list={list} />
        </>
      )}
    </>
  );
}
