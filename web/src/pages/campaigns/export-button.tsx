import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import type { MessageState } from '../../ui/campaign-progress.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { statusOf } from './campaign-view.ts';

/** The recipients in this state, or all, as a file. */
export function ExportButton({ id, state }: { id: string; state: MessageState | undefined }) {
  const download = useMutation({
    mutationFn: () =>
      saveFile('exportRecipients', { path: { id }, query: { status: statusOf(state) } }),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });
  return (
    <Button
      variant="default"
      ml={{ sm: 'auto' }}
      loading={download.isPending}
      onClick={() => download.mutate()}
    >
      Download CSV
    </Button>
  );
}
