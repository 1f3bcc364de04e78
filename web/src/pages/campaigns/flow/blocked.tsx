import { Alert, Stack, Text } from '@mantine/core';
import type { Preflight } from './campaign.ts';
import { Findings } from './findings.tsx';

/** Why it can't be sent, and where to mend it. */
export function Blocked({ id, preflight }: { id: string; preflight: Preflight }) {
  const findings = preflight.findings.filter(({ severity }) => severity === 'blocking');
  return (
    <Stack gap="xs">
      <Alert color="red" variant="light" role="alert" title="It can’t be sent like this">
        <Text size="sm">Put this right first:</Text>
      </Alert>
      <Findings id={id} findings={findings} />
    </Stack>
  );
}
