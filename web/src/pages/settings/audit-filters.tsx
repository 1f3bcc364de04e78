import { Button, Group, Select, TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { AuditSearch } from './audit-search.ts';
import { NOUN_CHOICES } from './audit-words.ts';
import { useActorChoices } from './use-actor-choices.ts';

/** Who, what and when; they stand in the address. */
export function AuditFilters() {
  const search = useSearch({ from: '/shell/audit-log' });
  const navigate = useNavigate({ from: '/audit-log' });
  const choose = (change: { [K in keyof AuditSearch]?: string | undefined }) =>
    navigate({ search: (now) => ({ ...now, ...change }), replace: true });
  const { actor, action, since, until } = search;
  const isFiltered = Object.keys(search).length > 0;
  return (
    <Group gap="sm" mb="md" align="flex-end">
      <Select
        label="Who"
        placeholder="Anybody"
        clearable
        searchable
        w={{ base: '100%', xs: 230 }}
        data={useActorChoices(actor)}
        value={actor ?? null}
        onChange={(value) => choose({ actor: value ?? undefined })}
      />
      <Select
        label="What"
        placeholder="Anything"
        clearable
        w={{ base: '100%', xs: 190 }}
        data={actionChoices(action)}
        value={action ?? null}
        onChange={(value) => choose({ action: value ?? undefined })}
      />
      <TextInput
        label="From"
        type="date"
        w={150}
        max={until}
        value={since ?? ''}
        onChange={(event) => choose({ since: event.currentTarget.value || undefined })}
      />
      <TextInput
        label="To"
        type="date"
        w={150}
        min={since}
        value={until ?? ''}
        onChange={(event) => choose({ until: event.currentTarget.value || undefined })}
      />
      {isFiltered && (
        <Button variant="subtle" onClick={() => navigate({ search: {}, replace: true })}>
          Clear
        </Button>
      )}
    </Group>
  );
}

/** An action that a link names, and that is no noun, is among them as it is. */
function actionChoices(action: string | undefined) {
  if (!action || NOUN_CHOICES.some(({ value }) => value === action)) return NOUN_CHOICES;
  return [{ value: action, label: action }, ...NOUN_CHOICES];
}
