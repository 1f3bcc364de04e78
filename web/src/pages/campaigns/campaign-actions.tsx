import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call, type ReplyOf } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ButtonLink } from '../../ui/text-link.tsx';
import { count } from '../../ui/times.tsx';
import { CancelCampaign } from './cancel-campaign.tsx';
import { DeleteDraft } from './delete-draft.tsx';
import { SendMissed } from './send-missed.tsx';

type Campaign = ReplyOf<'getCampaign'>;

/** What can be done with a campaign in its state, by whoever may. */
export function CampaignActions({ campaign }: { campaign: Campaign }) {
  const { tenant } = useMe();
  if (tenant.role === 'viewer') return null;
  return (
    <>
      <Steer campaign={campaign} />
      {campaign.status === 'SCHEDULED' && campaign.reason && <SendMissed campaign={campaign} />}
      <Duplicate id={campaign.id} />
      {['SENDING', 'PAUSED', 'SCHEDULED'].includes(campaign.status) && (
        <CancelCampaign campaign={campaign} />
      )}
      {(campaign.status === 'DRAFT' || campaign.status === 'SCHEDULED') && (
        <ButtonLink
          to="/campaigns/$id/edit"
          params={{ id: campaign.id }}
          variant={campaign.status === 'DRAFT' ? 'filled' : 'default'}
        >
          {campaign.status === 'DRAFT' ? 'Go on with it' : 'Move or change it'}
        </ButtonLink>
      )}
      {campaign.status === 'DRAFT' && <DeleteDraft campaign={campaign} />}
    </>
  );
}

function Steer({ campaign: { id, status, stats } }: { campaign: Campaign }) {
  const act = useMutation({
    mutationFn: (operation: 'pauseCampaign' | 'resumeCampaign' | 'retryFailed') =>
      call(operation, { path: { id } }),
    onSettled: () => refresh('getCampaign', 'listCampaigns', 'listRecipients', 'getCampaignReport'),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });
  const button = { loading: act.isPending, variant: 'default' };
  return (
    <>
      {status === 'SENDING' && (
        <Button {...button} onClick={() => act.mutate('pauseCampaign')}>
          Pause
        </Button>
      )}
      {status === 'PAUSED' && (
        <Button loading={act.isPending} onClick={() => act.mutate('resumeCampaign')}>
          Go on
        </Button>
      )}
      {stats.failed > 0 && (status === 'SENT' || status === 'SENDING') && (
        <Button {...button} onClick={() => act.mutate('retryFailed')}>
          Try {count(stats.failed)} failed again
        </Button>
      )}
    </>
  );
}

function Duplicate({ id }: { id: string }) {
  const navigate = useNavigate();
  const duplicate = useMutation({
    mutationFn: () => call('duplicateCampaign', { path: { id } }),
    onSuccess: async (copy) => {
      await refresh('listCampaigns');
      await navigate({ to: '/campaigns/$id', params: { id: copy.id } });
    },
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });
  return (
    <Button variant="default" loading={duplicate.isPending} onClick={() => duplicate.mutate()}>
      Duplicate
    </Button>
  );
}
