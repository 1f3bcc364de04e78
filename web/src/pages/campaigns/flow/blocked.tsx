import { Alert, Stack, Text } from '@mantine/core';
import type { Finding } from './campaign.ts';
import { Findings } from './findings.tsx';

/** Why it can’t be sent, and where to mend it; nothing where nothing blocks. */
export function Blocked({ id, findings }: { id: string; findings: Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <Stack gap="xs">
      <Alert color="red" variant="light" role="alert" title="It can’t be sent like this">
        <Text size="sm">Put right first what is below.</Text>
      </Alert>
      <Findings id={id} findings={findings} />
    </Stack>
  );
}
