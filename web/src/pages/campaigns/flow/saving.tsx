import { Text } from '@mantine/core';
import type { Draft } from './use-draft.ts';

/** Whether what is on the page is on the server. */
export function Saving({ draft: { isSaved, error } }: { draft: Draft }) {
  const text = error ? 'Not saved' : isSaved ? 'Saved' : 'Saving…';
  return (
    <Text span size="sm" role="status" c={error ? 'red' : 'dimmed'}>
      {text}
    </Text>
  );
}
