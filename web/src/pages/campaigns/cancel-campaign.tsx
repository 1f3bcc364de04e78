import { Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { call, type ReplyOf } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { count } from '../../ui/times.tsx';

/** Stops it for good; says before who has got it, and after it who did. */
export function CancelCampaign({ campaign }: { campaign: ReplyOf<'getCampaign'> }) {
  const { id, stats, status } = campaign;
  const cancel = async () => {
    const { stats: now } = await call('cancelCampaign', { path: { id } });
    await refresh(
      'getCampaign',
      'listCampaigns',
      'listRecipients',
      'getCampaignReport',
      'listWaves',
    );
    notifications.show({
      message: `Cancelled. ${count(now.sent)} ${now.sent === 1 ? 'person' : 'people'} got it.`,
    });
  };
  const left = stats.queued + stats.sending + stats.deferred;
  return (
    <ConfirmButton
      label="Cancel…"
      title="Cancel this campaign?"
      confirm="Cancel the campaign"
      keep={status === 'SCHEDULED' ? 'Keep it' : 'Keep sending'}
      act={cancel}
    >
      <Text size="sm">
        {left > 0
          ? `${count(stats.sent)} people have got it by now; about ${count(left)} will not. `
          : 'Nobody will get it. '}
        This can’t be undone; a duplicate can be sent later.
      </Text>
    </ConfirmButton>
  );
}
