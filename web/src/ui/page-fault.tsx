import { Button, Stack, Text, Title } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';

/** A page that failed while it was shown or loaded, after an update of the server for instance. */
export function PageFault({ error }: ErrorComponentProps) {
  return (
    <Stack p="md" gap="xs" align="flex-start">
      <Title order={1}>This page could not be shown</Title>
      <Text>{error instanceof Error ? error.message : String(error)}</Text>
      <Button onClick={() => location.reload()}>Load it again</Button>
    </Stack>
  );
}
