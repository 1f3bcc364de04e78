import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import type { InputOf } from '../../api.ts';
import { saveFile } from '../../ui/save-file.ts';

type Query = NonNullable<InputOf<'exportContacts'>['query']>;

const FORMATS = [
  { format: 'csv', label: 'CSV, for spreadsheets' },
  { format: 'ndjson', label: 'NDJSON, for programs' },
] as const;

/** Those that the list shows, all of them, as a file. */
export function ExportMenu({ query }: { query: Query }) {
  const save = useMutation({
    mutationFn: (format: Query['format']) =>
      saveFile('exportContacts', { query: { ...query, format } }),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" loading={save.isPending}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map(({ format, label }) => (
          <Menu.Item key={format} onClick={() => save.mutate(format)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
