import { Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** What stands where a list will be, and how it comes to be one. */
export function EmptyState({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="xl" ta="center">
      <Title order={2}>{title}</Title>
      <Text c="dimmed" maw={520} mx="auto">
        {children}
      </Text>
    </Paper>
  );
}
