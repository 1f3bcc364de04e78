import { Paper, Text, Title } from '@mantine/core';
import classes from './imports.module.css';

const EXAMPLE = `email,first name,language,plan
ana@example.com,Ana,es,pro
ben@example.com,Ben,en,free`;

/** What a file may look like. */
export function FileExample() {
  return (
    <Paper withBorder p="md" mt="md" component="section">
      <Title order={2} mb="xs">
        For example
      </Title>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached (WCAG 2.1.1) */}
      <pre className={classes.example} tabIndex={0}>
        {EXAMPLE}
      </pre>
      <Text size="sm" c="dimmed" mt="xs">
        Only the address is needed. You see what becomes of each column before anything happens, and
        importing a file twice changes nothing the second time.
      </Text>
    </Paper>
  );
}
