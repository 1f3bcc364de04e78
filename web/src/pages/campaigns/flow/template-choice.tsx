import { Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { reading } from '../../../queries.ts';
import { useSearchText } from './use-search.ts';

type Chosen = { id: string; name: string };

/** One of the tenant's templates, found by a part of its name. */
export function TemplateChoice({
  chosen,
  onChoose,
  error,
  ...rest
}: {
  chosen: Chosen | null;
  onChoose: (id: string | null) => void;
  error?: string;
  clearable?: boolean;
  description?: string;
}) {
  const { text, setText, asked } = useSearchText();
  // What stands in the field after a choice is its name, not a search for it.
  const q = asked === chosen?.name ? '' : asked;
  const list = useQuery({
    ...reading('listTemplates', { query: { q, limit: 20 } }),
    placeholderData: keepPreviousData,
  });
  const found = list.data?.data ?? [];
  const all = chosen && !found.some(({ id }) => id === chosen.id) ? [chosen, ...found] : found;
  return (
    <Select
      label="Template"
      placeholder="Find a template"
      searchable
      searchValue={text}
      onSearchChange={setText}
      data={all.map(({ id, name }) => ({ value: id, label: name }))}
      filter={({ options }) => options}
      nothingFoundMessage={q ? 'No template has this name' : 'There is no template yet'}
      value={chosen?.id ?? null}
      onChange={onChoose}
      allowDeselect={false}
      error={error}
      {...rest}
    />
  );
}
