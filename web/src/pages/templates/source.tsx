import { Alert, Group, Input, List, Skeleton, Text, UnstyledButton } from '@mantine/core';
import { lazy, Suspense, useId, useState } from 'react';
import { PressrunApiError } from '../../../../sdk/src/failure.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import type { Draft } from './use-draft.ts';

const CodeEditor = lazy(() => import('./code-editor.tsx'));
const HEIGHT = 440;

/** A fault of the source; line 0 where the server names none. */
export type Fault = { line: number; message: string };

/** The HTML or the MJML of a version, and what is wrong with it. */
export function Source({ draft, isReadOnly }: { draft: Draft; isReadOnly: boolean }) {
  const { content, change, error } = draft;
  const isMjml = content.mjmlBody !== null;
  const field = isMjml ? 'mjmlBody' : 'htmlBody';
  const faults = faultsOf(error, field);
  const [jump, setJump] = useState<{ line: number } | null>(null);
  const id = useId();
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Input.Label component="span" id={id}>
          {isMjml ? 'MJML' : 'HTML'}
        </Input.Label>
        {isMjml && !isReadOnly && <ToHtml draft={draft} />}
      </Group>
      <Suspense fallback={<Skeleton h={HEIGHT} />}>
        <CodeEditor
          key={field}
          initial={content[field] ?? ''}
          label={isMjml ? 'MJML' : 'HTML'}
          height={HEIGHT}
          isReadOnly={isReadOnly}
          faults={faults}
          jump={jump}
          onChange={(text) => change({ [field]: text })}
        />
      </Suspense>
      <Text size="xs" c="dimmed" mt={4}>
        {isReadOnly
          ? 'It can be read and copied.'
          : 'Variables are written {{firstName}}. Tab leaves the editor; Ctrl+S saves at once.'}
      </Text>
      {faults.length > 0 && (
        <Alert color="red" variant="light" role="alert" mt="xs" title="Not saved: put this right">
          <List size="sm" listStyleType="none">
            {faults.map(({ line, message }) => (
              <List.Item key={line + message}>
                {line > 0 && (
                  <UnstyledButton fz="sm" td="underline" onClick={() => setJump({ line })}>
                    Line {line}
                  </UnstyledButton>
                )}{' '}
                {message}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </div>
  );
}

function ToHtml({ draft: { change, content, flush, isSaved } }: { draft: Draft }) {
  const turn = async () => {
    if (!isSaved && !(await flush()))
      throw new Error('Put right what is wrong with the MJML first.');
    change({ mjmlBody: null, htmlBody: content.htmlBody });
    await flush();
  };
  return (
    <ConfirmButton
      label="Turn into HTML…"
      size="compact-xs"
      c=""
      title="Turn the MJML into HTML?"
      confirm="Turn it into HTML"
      act={turn}
    >
      <Text size="sm">
        You go on with the HTML that is made of it. The MJML of this version will be gone; this
        can’t be undone.
      </Text>
    </ConfirmButton>
  );
}

/** The server names the line in front of what is wrong: `line 12: …`. */
function faultsOf(error: Error | null, field: string): Fault[] {
  const errors = error instanceof PressrunApiError ? error.errors : [];
  return errors
    .filter(({ path }) => path === field)
    .map(({ message }) => {
      const [, line, words] = /^line (\d+): (.*)$/s.exec(message) ?? [null, '0', message];
      return { line: Number(line), message: words! };
    });
}
