import { Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { call, type ReplyOf } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { isUsed, UsageList } from './segment-usage.tsx';

/** Deletes the filter, never the people; says what still needs it. */
export function DeleteSegment({
  segment: { id, name, usage },
}: {
  segment: ReplyOf<'getSegment'>;
}) {
  const navigate = useNavigate();
  const remove = async () => {
    await call('deleteSegment', { path: { id } });
    await navigate({ to: '/segments' });
    await refresh('listSegments');
    notifications.show({ message: `“${name}” is deleted.` });
  };
  return (
    <ConfirmButton
      label="Delete…"
      title="Delete this segment?"
      confirm="Delete the segment"
      act={remove}
    >
      {isUsed(usage) ? (
        <>
          <Text size="sm" mb="xs">
            It is still used, and can’t be deleted before these do without it:
          </Text>
          <UsageList usage={usage} />
        </>
      ) : (
        <Text size="sm">
          Nothing uses it. Its contacts stay; only this way of finding them goes.
        </Text>
      )}
    </ConfirmButton>
  );
}
