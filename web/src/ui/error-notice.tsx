import { Alert, Button, Group, List, Text } from '@mantine/core';
import { PressrunApiError } from '../../../sdk/src/failure.ts';

/**
 * An error in the server's words, with the fields at fault that no input on the page shows. `shown`: the
 * fields that do.
 */
export function ErrorNotice({
  error,
  retry,
  shown = [],
}: {
  error: Error | null;
  retry?: () => void;
  shown?: string[];
}) {
  if (!error) return null;
  const others = fieldErrors(error).filter(
    ({ path, message }) => !shown.includes(path) && !error.message.includes(message),
  );
  return (
    <Alert color="red" role="alert" variant="light">
      <Group justify="space-between">
        <Text size="sm">{error.message}</Text>
        {retry && (
          <Button size="compact-sm" variant="default" onClick={retry}>
            Try again
          </Button>
        )}
      </Group>
      {others.length > 0 && (
        <List size="sm">
          {others.map(({ path, message }) => (
            <List.Item key={path}>
              {path}: {message}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}

/** What to show below the input of this field. */
export function fieldError(error: Error | null, path: string): string | undefined {
  return fieldErrors(error).find((one) => one.path === path)?.message;
}

function fieldErrors(error: Error | null) {
  return error instanceof PressrunApiError ? error.errors : [];
}
