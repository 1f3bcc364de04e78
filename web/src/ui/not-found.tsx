import { Stack, Text, Title } from '@mantine/core';
import { TextLink } from './text-link.tsx';

export function NotFound() {
  return (
    <Stack p="md" gap="xs">
      <Title order={1}>There is no such page</Title>
      <Text>
        The address may be mistyped. Go to the{' '}
        <TextLink to="/" underline="always">
          overview
        </TextLink>
        .
      </Text>
    </Stack>
  );
}
