import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { call, type ReplyOf } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { useMe } from '../../session.ts';

type Recipient = ReplyOf<'listRecipients'>['data'][number];

/** Has one message that failed sent again; by whoever may, while the campaign can send. */
export function RetryRecipient({
  campaign,
  recipient: { id, email, status },
}: {
  campaign: ReplyOf<'getCampaign'>;
  recipient: Recipient;
}) {
  const { tenant } = useMe();
  const retry = useMutation({
    mutationFn: () => call('retryFailed', { path: { id: campaign.id }, body: { ids: [id] } }),
    onSettled: () => refresh('getCampaign', 'listRecipients', 'getCampaignReport', 'listCampaigns'),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });
  const canSend = ['SENDING', 'PAUSED', 'SENT'].includes(campaign.status);
  if (status !== 'FAILED' || !canSend || tenant.role === 'viewer') return null;
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={`Try again: ${email ?? 'somebody erased'}`}
      loading={retry.isPending}
      onClick={() => retry.mutate()}
    >
      Try again
    </Button>
  );
}
