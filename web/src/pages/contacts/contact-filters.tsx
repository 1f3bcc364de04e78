import { Group, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { reading } from '../../queries.ts';
import { LOCALE_CHOICES, type Locale } from '../../ui/locales.ts';
import { SearchInput } from '../../ui/search-input.tsx';
import type { ContactSearch } from './contact-search.ts';

const CONSENT = [
  { value: 'true', label: 'Opted in' },
  { value: 'false', label: 'Not opted in' },
];

/** Search and filters of the list; what they say stands in the address. */
export function ContactFilters({ search }: { search: ContactSearch }) {
  const navigate = useNavigate({ from: '/contacts' });
  const segments = useQuery(reading('listSegments', { query: { limit: 100 } }));
  const change = (some: Partial<Record<keyof ContactSearch, unknown>>) =>
    navigate({
      search: (now) => ({ ...now, ...some }) as ContactSearch,
      replace: true,
    });
  return (
    <Group gap="xs" mb="sm">
      <SearchInput
        label="Search by address or external id"
        flex="2 1 280px"
        value={search.q ?? ''}
        search={(q) => change({ q: q === '' ? undefined : q })}
      />
      <Select
        aria-label="Consent"
        placeholder="Any consent"
        clearable
        flex="1 1 130px"
        maw={{ sm: 170 }}
        data={CONSENT}
        value={search.optIn === undefined ? null : String(search.optIn)}
        onChange={(value) => change({ optIn: value === null ? undefined : value === 'true' })}
      />
      <Select
        aria-label="Language"
        placeholder="Any language"
        clearable
        flex="1 1 130px"
        maw={{ sm: 170 }}
        data={LOCALE_CHOICES}
        value={search.locale ?? null}
        onChange={(locale) => change({ locale: (locale as Locale) ?? undefined })}
      />
      <Select
        aria-label="Segment"
        placeholder="Any segment"
        clearable
        searchable
        flex="1 1 160px"
        maw={{ sm: 240 }}
        nothingFoundMessage="No segment yet"
        data={(segments.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={search.segment ?? null}
        onChange={(segment) => change({ segment: segment ?? undefined })}
      />
    </Group>
  );
}
