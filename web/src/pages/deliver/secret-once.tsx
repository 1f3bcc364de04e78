import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';

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
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  );
}
