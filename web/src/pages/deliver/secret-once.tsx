import { Code, Group, Stack, Text } from '@mantine/core';
import { CopyButton } from '../../ui/copy-button.tsx';

/** A signing secret, shown this once, and what it is for. */
export function SecretOnce({ secret }: { secret: string }) {
  return (
    <Stack gap="xs">
      <Text size="sm">
        Keep it where your receiver reads its secrets. It is shown this once; lost, it can only be
        replaced.
      </Text>
      <Group gap="xs" align="center">
        <Code block flex="1 1 260px" data-testid="secret" style={{ whiteSpace: 'pre-wrap' }}>
          {secret}
        </Code>
        <CopyButton text={secret} />
      </Group>
    </Stack>
  );
}
