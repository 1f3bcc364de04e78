import { Button, Group, Text } from '@mantine/core';

/** The end of a form: says what isn't saved yet. */
export function SaveLine({
  isChanged,
  isPending,
  label = 'Save',
}: {
  isChanged: boolean;
  isPending: boolean;
  label?: string;
}) {
  return (
    <Group gap="sm">
      <Button type="submit" loading={isPending} disabled={!isChanged}>
        {label}
      </Button>
      {isChanged && !isPending && (
        <Text size="sm" c="dimmed">
          Not saved yet
        </Text>
      )}
    </Group>
  );
}
