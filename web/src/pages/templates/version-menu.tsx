import { ActionIcon, Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useDuplicate } from './use-duplicate.ts';
import type { VersionSummary } from './version-badge.tsx';
import type { VersionTask } from './version-dialog.tsx';

/** What can be done with a version. What needs a word first is asked by `onChoose`'s dialog. */
export function VersionMenu({
  version,
  onChoose,
}: {
  version: VersionSummary;
  onChoose: (task: VersionTask) => void;
}) {
  const { id, templateId, number, status } = version;
  const navigate = useNavigate();
  const duplicate = useDuplicate();
  const isDraft = status === 'DRAFT';
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          loading={duplicate.isPending}
          aria-label={`What can be done with version ${number}`}
        >
          <span aria-hidden>⋯</span>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() =>
            navigate({
              to: '/templates/$id/versions/$versionId',
              params: { id: templateId, versionId: id },
            })
          }
        >
          {isDraft ? 'Edit' : 'Look at it'}
        </Menu.Item>
        <Menu.Item onClick={() => duplicate.mutate({ version })}>Duplicate as a draft</Menu.Item>
        <Menu.Item onClick={() => onChoose({ kind: 'add-language', version })}>
          Add a language…
        </Menu.Item>
        <Menu.Item
          onClick={() =>
            navigate({
              to: '/templates/$id/compare',
              params: { id: templateId },
              search: { to: id },
            })
          }
        >
          Compare with another
        </Menu.Item>
        <Menu.Divider />
        {isDraft ? (
          <Menu.Item color="red" onClick={() => onChoose({ kind: 'delete', version })}>
            Delete…
          </Menu.Item>
        ) : (
          <Menu.Item onClick={() => onChoose({ kind: 'unpublish', version })}>Unpublish…</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
