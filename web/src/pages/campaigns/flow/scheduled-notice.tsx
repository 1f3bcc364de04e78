import { Alert, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../../api.ts';
import { refresh } from '../../../queries.ts';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { When } from '../../../ui/times.tsx';
import type { Campaign } from './campaign.ts';

/** What a scheduled campaign waits for, and the way back to a draft: a copy of it. */
export function ScheduledNotice({ campaign }: { campaign: Campaign }) {
  const { id, scheduledAt, reason } = campaign;
  const navigate = useNavigate();
  const editCopy = async () => {
    await call('cancelCampaign', { path: { id } });
    const copy = await call('duplicateCampaign', { path: { id } });
    await navigate({ to: '/campaigns/$id/edit', params: { id: copy.id }, search: {} });
    await refresh('getCampaign', 'listCampaigns');
    notifications.show({ message: 'The schedule is cancelled; this is a copy of the campaign.' });
  };
  return (
    <Alert
      color={reason ? 'orange' : 'blue'}
      variant="light"
      title={reason ? 'It waits for your word' : 'This campaign is scheduled'}
    >
      <Group justify="space-between">
        <Text size="sm">
          {reason ?? (
            <>
              It starts <When at={scheduledAt} /> (your time). You can move it or send it now.
            </>
          )}
        </Text>
        <ConfirmButton
          label="Change its content…"
          c="var(--mantine-color-text)"
          size="compact-sm"
          title="Cancel the schedule and change a copy?"
          confirm="Cancel it and change a copy"
          keep="Keep the schedule"
          act={editCopy}
        >
          <Text size="sm">
            What a scheduled campaign sends is fixed. Its schedule is cancelled, so that nobody gets
            it, and you go on with a copy as a draft.
          </Text>
        </ConfirmButton>
      </Group>
    </Alert>
  );
}
