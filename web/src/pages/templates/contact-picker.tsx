import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReplyOf } from '../../api.ts';
import { reading } from '../../queries.ts';

type Contact = ReplyOf<'listContacts'>['data'][number];

/** Whose data the preview shows; nobody's is the fallbacks'. */
export function ContactPicker({
  value,
  onChange,
}: {
  value: string | null;
  onChange: (contactId: string | null) => void;
}) {
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 250);
  const [chosen, setChosen] = useState<Contact | null>(null);
  const found = useQuery({
    ...reading('listContacts', { query: { limit: 10, ...(q && q !== nameOf(chosen) && { q }) } }),
    placeholderData: keepPreviousData,
  });
  const contacts = new Map(
    [...(chosen ? [chosen] : []), ...(found.data?.data ?? [])].map((one) => [one.id, one]),
  );
  return (
    <Select
      label="Shown with the data of"
      placeholder="Nobody: the fallbacks are shown"
      searchable
      clearable
      nothingFoundMessage="No contact is called that"
      data={[...contacts.values()].map((one) => ({ value: one.id, label: nameOf(one) }))}
      filter={({ options }) => options}
      value={value}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(id) => {
        setChosen(id ? (contacts.get(id) ?? null) : null);
        onChange(id);
      }}
    />
  );
}

function nameOf(contact: Contact | null): string {
  return contact ? (contact.email ?? contact.externalId ?? contact.id) : '';
}
