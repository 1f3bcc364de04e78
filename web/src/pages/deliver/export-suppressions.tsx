import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { call, type InputOf } from '../../api.ts';

type Filter = InputOf<'exportSuppressions'>['query'];

/** All of what the list shows as a file, not only the page. */
export function ExportSuppressions({ filter }: { filter: Filter }) {
  const save = useMutation({
    mutationFn: () => call('exportSuppressions', { query: filter }),
    onSuccess: (csv) => download(csv, 'suppressions.csv'),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });
  return (
    <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
      Export
    </Button>
  );
}

function download(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
