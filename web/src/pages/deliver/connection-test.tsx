import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { call } from '../../api.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Conversation } from './conversation.tsx';
import { type Project, type ProjectFields, relayOf } from './project-fields.ts';

/** Holds a real SMTP conversation with the server as it stands in the form, and shows it. */
export function ConnectionTest({ project, fields }: { project: Project; fields: ProjectFields }) {
  const test = useMutation({
    mutationFn: () => call('verifyProject', { path: { id: project.id }, body: relayOf(fields) }),
  });
  const { data: result } = test;
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (result) end.current?.scrollIntoView({ block: 'nearest' });
  }, [result]);
  if (!fields.hasServer) return null;
  return (
    <Paper withBorder p="md" component="section">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Title order={2}>Connection test</Title>
          <Text size="sm" c="dimmed" maw={460}>
            Speaks with the server as far as a message would, and sends none. It takes what stands
            above, saved or not.
          </Text>
        </div>
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          Test the connection
        </Button>
      </Group>
      <div aria-live="polite">
        {test.isPending && (
          <Text size="sm" mt="sm">
            Speaking with {fields.host || 'the server'}. It may take up to 30 seconds.
          </Text>
        )}
        {test.error && (
          <Stack mt="sm">
            <ErrorNotice error={test.error} />
          </Stack>
        )}
        {result && !test.isPending && (
          <Stack mt="sm" gap="sm">
            {result.ok ? (
              <Alert color="green" variant="light" title="It works">
                The server would take mail.
              </Alert>
            ) : (
              <Alert color="red" variant="light" title={`It ended at: ${result.step}`}>
                <Text size="sm">{result.reason}</Text>
                {result.advice && (
                  <Text size="sm" mt={4} fw={500}>
                    {result.advice}
                  </Text>
                )}
              </Alert>
            )}
            <Conversation lines={result.lines} />
            <div ref={end} />
          </Stack>
        )}
      </div>
    </Paper>
  );
}
