import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';

/** What is typed into a choice that is looked for on the server: `asked` once somebody stops typing. */
export function useSearchText() {
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 250);
  return { text, setText, asked };
}
