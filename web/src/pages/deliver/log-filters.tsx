import { Button, Group, Select, TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { SearchInput } from '../../ui/search-input.tsx';
import {
  KINDS,
  type LogKind,
  type LogSearch,
  type LogStatus,
  STATUS_OPTIONS,
} from './log-search.ts';

const KIND_OPTIONS = (Object.keys(KINDS) as LogKind[]).map((value) => ({
  value,
  label: KINDS[value],
}));

/** What of the log is shown; it stands in the address. `error`: of the address that is searched. */
export function LogFilters({ error }: { error: string | undefined }) {
  const search = useSearch({ from: '/shell/emails' });
  const navigate = useNavigate({ from: '/emails' });
  const set = (change: LogSearch) => navigate({ search: { ...search, ...change }, replace: true });
  const isFiltered = Object.keys(search).length > 0;
  return (
    <Group mb="md" gap="sm" align="flex-start">
      <SearchInput
        label="Search an address"
        placeholder="Address, in full"
        inputMode="email"
        flex="1 1 220px"
        maw={{ base: '100%', sm: 320 }}
        value={search.to ?? ''}
        search={(to) => set({ to: to || undefined })}
        error={error}
      />
      <Select
        aria-label="State"
        placeholder="Any state"
        clearable
        flex="1 1 130px"
        maw={{ base: '100%', sm: 150 }}
        data={STATUS_OPTIONS}
        value={search.status ?? null}
        onChange={(value) => set({ status: (value as LogStatus) ?? undefined })}
      />
      <Select
        aria-label="Kind"
        placeholder="All kinds"
        clearable
        flex="1 1 130px"
        maw={{ base: '100%', sm: 160 }}
        data={KIND_OPTIONS}
        value={search.kind ?? null}
        onChange={(value) => set({ kind: (value as LogKind) ?? undefined })}
      />
      <Group gap="xs" wrap="nowrap">
        <TextInput
          aria-label="From day"
          type="date"
          max={search.until}
          value={search.from ?? ''}
          onChange={(event) => set({ from: event.currentTarget.value || undefined })}
        />
        <span>to</span>
        <TextInput
          aria-label="To day"
          type="date"
          min={search.from}
          value={search.until ?? ''}
          onChange={(event) => set({ until: event.currentTarget.value || undefined })}
        />
      </Group>
      {isFiltered && (
        <Button variant="subtle" onClick={() => navigate({ search: {} })}>
          Show all
        </Button>
      )}
    </Group>
  );
}
