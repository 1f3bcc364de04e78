import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import type { InputOf } from '../../api.ts';
import { saveFile } from '../../ui/save-file.ts';

type Filter = InputOf<'exportSuppressions'>['query'];

/** All of what the list shows as a file, not only the page. */
export function ExportSuppressions({ filter }: { filter: Filter }) {
  const save = useMutation({
    mutationFn: () => saveFile('exportSuppressions', { query: filter }),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });
  return (
    <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
      Export
    </Button>
  );
}
