import { Checkbox, Stack, Textarea } from '@mantine/core';
import { fieldError } from '../../ui/error-notice.tsx';
import type { Draft } from './use-draft.ts';

/** The part for who reads no HTML: made from it, or written by hand. */
export function PlainText({ draft, isReadOnly }: { draft: Draft; isReadOnly: boolean }) {
  const { content, change, error } = draft;
  const isOwn = content.textBody !== null;
  return (
    <Stack gap="xs">
      <Checkbox
        label="Write the plain text myself"
        description="Else it is made from the HTML"
        checked={isOwn}
        disabled={isReadOnly}
        onChange={(event) => change({ textBody: event.currentTarget.checked ? '' : null })}
      />
      {isOwn && (
        <Textarea
          label="Plain text"
          autosize
          minRows={4}
          maxRows={16}
          readOnly={isReadOnly}
          value={content.textBody ?? ''}
          error={fieldError(error, 'textBody')}
          onChange={(event) => change({ textBody: event.currentTarget.value })}
        />
      )}
    </Stack>
  );
}
