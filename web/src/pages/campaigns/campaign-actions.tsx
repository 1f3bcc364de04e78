import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call, type ReplyOf } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { count } from '../../ui/times.tsx';

type Campaign = ReplyOf<'getCampaign'>;

/** What can be done with a campaign in its state, by whoever may. */
export function CampaignActions({ campaign }: { campaign: Campaign }) {
  const { id, status, stats } = campaign;
  const { tenant } = useMe();
  const navigate = useNavigate();
  const act = useMutation({
    mutationFn: (operation: 'pauseCampaign' | 'resumeCampaign' | 'retryFailed') =>
      call(operation, { path: { id } }),
    onSettled: () => refresh('getCampaign', 'listCampaigns', 'listRecipients'),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });
  const duplicate = useMutation({
    mutationFn: () => call('duplicateCampaign', { path: { id } }),
    onSuccess: async (copy) => {
      await refresh('listCampaigns');
      await navigate({ to: '/campaigns/$id', params: { id: copy.id } });
    },
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });
  if (tenant.role === 'viewer') return null;
  return (
    <>
      {status === 'SENDING' && (
        <Button
          variant="default"
          loading={act.isPending}
          onClick={() => act.mutate('pauseCampaign')}
        >
          Pause
        </Button>
      )}
      {status === 'PAUSED' && (
        <Button loading={act.isPending} onClick={() => act.mutate('resumeCampaign')}>
          Go on
        </Button>
      )}
      {stats.failed > 0 && (status === 'SENT' || status === 'SENDING') && (
        <Button variant="default" loading={act.isPending} onClick={() => act.mutate('retryFailed')}>
          Try {count(stats.failed)} failed again
        </Button>
      )}
      {(status === 'SENDING' || status === 'PAUSED' || status === 'SCHEDULED') && (
        <CancelCampaign campaign={campaign} />
      )}
      <Button variant="default" loading={duplicate.isPending} onClick={() => duplicate.mutate()}>
        Duplicate
      </Button>
    </>
  );
}

function CancelCampaign({ campaign: { id, stats } }: { campaign: Campaign }) {
  const cancel = async () => {
    const { stats: now } = await call('cancelCampaign', { path: { id } });
    await refresh('getCampaign', 'listCampaigns', 'listRecipients');
    notifications.show({ message: `Cancelled. ${count(now.sent)} people got it.` });
  };
  const left = stats.queued + stats.sending + stats.deferred;
  return (
    <ConfirmButton
      label="Cancel…"
      title="Cancel this campaign?"
      confirm="Cancel the campaign"
      keep="Keep sending"
      act={cancel}
    >
      <Text size="sm">
        {left > 0
          ? `${count(stats.sent)} people have got it; ${count(left)} will not. `
          : 'Nobody will get it. '}
        This can’t be undone.
      </Text>
    </ConfirmButton>
  );
}
