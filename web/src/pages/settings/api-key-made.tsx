import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { useMe } from '../../session.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { curlExample } from './curl-example.ts';

/** The key itself, this once, and a command to try it with. */
export function ApiKeyMade({ made, close }: { made: ReplyOf<'createApiKey'>; close: () => void }) {
  const { me } = useMe();
  const { key, scopes, mode } = made;
  const example = curlExample({ key, scopes }, { origin: location.origin, email: me.user.email });
  return (
    <Stack>
      <Alert variant="light" color="orange" title="Copy it now">
        It is shown this once: only its hash is kept. Put it where your program finds its secrets,
        never into a page or an app that others can read.
      </Alert>
      <Group align="flex-end" gap="xs">
        <TextInput
          label={made.name}
          readOnly
          flex={1}
          miw={220}
          className="monospace"
          value={key}
          data-autofocus
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton text={key} label="Copy the key" variant="filled" />
      </Group>
      <div>
        <Text size="sm" fw={500} mb={6}>
          Try it in a terminal
          {scopes.includes('email:send') &&
            (mode === 'test'
              ? ': a message goes to the outbox'
              : `: a message goes to ${me.user.email}`)}
        </Text>
        <CodeBlock text={example} label="command" />
      </div>
      <Group justify="flex-end">
        <Button onClick={close}>I have copied it</Button>
      </Group>
    </Stack>
  );
}
