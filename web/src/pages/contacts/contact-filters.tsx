import { Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { reading } from '../../queries.ts';
import type { ContactSearch } from './contact-search.ts';
import { LOCALE_OPTIONS, type Locale } from './locales.ts';

const PAUSE_MS = 250;
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
        value={search.q ?? ''}
        onChange={(q) => change({ q: q === '' ? undefined : q })}
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
        aria-label="Locale"
        placeholder="Any locale"
        clearable
        flex="1 1 130px"
        maw={{ sm: 170 }}
        data={LOCALE_OPTIONS}
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

function SearchInput({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  const tell = useDebouncedCallback((next: string) => onChange(next.trim()), PAUSE_MS);
  // Back and forward change the address; what is typed now is newer than an answer to it.
  useEffect(() => setText((now) => (now.trim() === value ? now : value)), [value]);
  return (
    <TextInput
      type="search"
      aria-label="Search by address or external id"
      placeholder="Search by address or external id"
      flex="2 1 280px"
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}
