import { Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { reading } from '../../../queries.ts';
import type { Contact } from './campaign.ts';
import { useSearchText } from './use-search.ts';

/** Any contact, found by a part of its address; null: nobody in particular. */
export function ContactChoice({
  label,
  placeholder,
  contact,
  onChoose,
}: {
  label: string;
  placeholder: string;
  contact: Contact | null;
  onChoose: (contact: Contact | null) => void;
}) {
  const { text, setText, asked } = useSearchText();
  const q = asked === contact?.email ? '' : asked;
  const list = useQuery({
    ...reading('listContacts', { query: { limit: 10, ...(q && { q }) } }),
    placeholderData: keepPreviousData,
  });
  const found = list.data?.data ?? [];
  const all = contact && !found.some(({ id }) => id === contact.id) ? [contact, ...found] : found;
  return (
    <Select
      label={label}
      placeholder={placeholder}
      searchable
      clearable
      searchValue={text}
      onSearchChange={setText}
      data={all.map(({ id, email }) => ({ value: id, label: email }))}
      filter={({ options }) => options}
      nothingFoundMessage={q ? 'Nobody has such an address' : 'There are no contacts yet'}
      value={contact?.id ?? null}
      onChange={(id) => onChoose(all.find((one) => one.id === id) ?? null)}
    />
  );
}
