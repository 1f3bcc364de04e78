import { Alert, Button, Group, List, Text, VisuallyHidden } from '@mantine/core';
import { PressrunApiError } from '../../../sdk/src/failure.ts';

/**
 * An error in the server's words, with the fields at fault that no input on the page shows. `shown`: the
 * fields that do; an error of these alone is said aloud only, for it stands at them.
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
  const faults = fieldErrors(error);
  if (faults.length > 0 && faults.every(({ path }) => shown.includes(path))) {
    return <VisuallyHidden role="alert">{error.message}</VisuallyHidden>;
  }
  const others = faults.filter(
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
  const fault = fieldErrors(error).find((one) => one.path === path);
  return fault && inWords(fault.message);
}

/** What a JSON Schema says of a value, as one would say it of a field. */
function inWords(message: string): string {
  const limit = /^must NOT have (fewer|more) than (\d+) (characters|items)$/.exec(message);
  if (!limit) return message.charAt(0).toUpperCase() + message.slice(1);
  const [, side, number, things] = limit;
  if (side === 'more') return `${number} ${things} at most`;
  if (number !== '1') return `${number} ${things} at least`;
  return things === 'items' ? 'Choose one at least' : 'This is needed';
}

function fieldErrors(error: Error | null) {
  return error instanceof PressrunApiError ? error.errors : [];
}
