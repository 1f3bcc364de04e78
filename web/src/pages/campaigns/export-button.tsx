import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api.ts';
import type { MessageState } from '../../ui/campaign-progress.tsx';
import { statusOf } from './campaign-view.ts';
import { saveFile } from './save-file.ts';

/** The recipients in this state, or all, as a file. */
export function ExportButton({ id, state }: { id: string; state: MessageState | undefined }) {
  const download = useMutation({
    mutationFn: async () => {
      const text = await call('exportRecipients', {
        path: { id },
        query: { status: statusOf(state) },
      });
      saveFile(state ? `recipients-${state}.csv` : 'recipients.csv', 'text/csv', text);
    },
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
