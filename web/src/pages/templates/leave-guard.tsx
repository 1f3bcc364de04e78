import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import type { Draft } from './use-draft.ts';

/** Who leaves takes everything along; what can't be saved is asked about before it is lost. */
export function LeaveGuard({ draft }: { draft: Draft }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: async () => !draft.isSaved && !(await draft.flush()),
    enableBeforeUnload: () => !draft.isSaved,
    withResolver: true,
  });
  return (
    <Modal opened={status === 'blocked'} onClose={() => reset?.()} title="Leave without saving?">
      <Stack>
        <Text size="sm">
          What you changed last could not be saved. If you leave, it is lost; what was saved before
          stays.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={reset}>
            Stay here
          </Button>
          <Button color="red" onClick={proceed}>
            Leave
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
