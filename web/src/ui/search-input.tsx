import { CloseButton, TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

/** A search that goes into the address a quarter of a second after the last key. */
export function SearchInput({
  value,
  search,
  label,
  ...input
}: Omit<TextInputProps, 'value' | 'onChange'> & {
  value: string;
  search: (text: string) => void;
  label: string;
}) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const send = useDebouncedCallback((next: string) => {
    sent.current = next;
    search(next);
  }, 250);
  // The address changed by itself: back, a link, "clear".
  useEffect(() => {
    if (value !== sent.current) setText(value);
    sent.current = value;
  }, [value]);
  const type = (next: string) => {
    setText(next);
    send(next.trim());
  };
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      type="search"
      maxLength={254}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      rightSection={text && <CloseButton size="sm" aria-label="Clear" onClick={() => type('')} />}
      {...input}
    />
  );
}
