import { Box, Code, Group } from '@mantine/core';
import { CopyButton } from './copy-button.tsx';

/** Text for a terminal or a file, to be copied as it stands. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    <Box component="section" aria-label={label}>
      <Code block className="code-block" tabIndex={0}>
        {text}
      </Code>
      <Group justify="flex-end" mt={6}>
        <CopyButton text={text} label={`Copy the ${label}`} size="compact-sm" />
      </Group>
    </Box>
  );
}
