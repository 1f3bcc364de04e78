import { Alert, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useMe } from '../../session.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { saveText } from '../../ui/save-text.ts';

/** What opens a session when the phone is gone; shown this once. */
export function RecoveryCodes({ codes, close }: { codes: string[]; close: () => void }) {
  const { user } = useMe().me;
  const text = `Recovery codes of Pressrun for ${user.email}. Each works once.\n\n${codes.join('\n')}\n`;
  return (
    <Stack>
      <Text size="sm">
        The second factor is on. When your phone is gone, each of these signs you in once, in place
        of a code.
      </Text>
      <Alert variant="light" color="orange">
        They are shown this once. Keep them where you keep passwords, or on paper.
      </Alert>
      <SimpleGrid
        cols={{ base: 1, xs: 2 }}
        verticalSpacing={4}
        component="ul"
        className="codes"
        aria-label="Recovery codes"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </SimpleGrid>
      <Group justify="flex-end">
        <Button variant="default" onClick={() => saveText('pressrun-recovery-codes.txt', text)}>
          Download
        </Button>
        <CopyButton text={text} label="Copy them" />
        <Button onClick={close}>I have kept them</Button>
      </Group>
    </Stack>
  );
}
