import { Alert } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { reasonInWords } from '../../ui/reason-in-words.ts';
import { TextLink } from '../../ui/text-link.tsx';
import { count, When } from '../../ui/times.tsx';
import { Doubts } from './doubts.tsx';

type Campaign = ReplyOf<'getCampaign'>;

/** What somebody should know before the numbers: why it waits, who got a cancelled one, what is in doubt. */
export function CampaignNotes({ campaign }: { campaign: Campaign }) {
  const { status, reason, stats } = campaign;
  return (
    <>
      {reason && (
        <Alert variant="light" {...headOf(campaign)}>
          {reasonInWords(reason)}
        </Alert>
      )}
      {status === 'CANCELLED' && <WhoGotIt campaign={campaign} />}
      {stats.unknown > 0 && <Doubts campaign={campaign} />}
    </>
  );
}

function headOf({ status, stalledSince }: Campaign) {
  if (stalledSince) {
    const title = (
      <>
        Stalled: nothing has moved since <When at={stalledSince} />
      </>
    );
    return { color: 'red', title };
  }
  return status === 'PAUSED'
    ? { color: 'orange', title: 'Paused' }
    : { color: 'blue', title: 'It waits' };
}

function WhoGotIt({ campaign: { id, stats } }: { campaign: Campaign }) {
  if (stats.sent === 0) {
    return (
      <Alert color="gray" variant="light" title="Cancelled before anybody got it">
        Nothing was sent. A duplicate can be changed and sent.
      </Alert>
    );
  }
  return (
    <Alert
      color="gray"
      variant="light"
      title={`${count(stats.sent)} of ${count(stats.audience)} people got it before it was cancelled`}
    >
      <TextLink
        to="/campaigns/$id"
        params={{ id }}
        search={{ tab: 'recipients', state: 'sent' }}
        underline="always"
        size="sm"
        c="var(--mantine-color-text)"
        resetScroll={false}
      >
        Who got it
      </TextLink>
      {', and '}
      <TextLink
        to="/campaigns/$id"
        params={{ id }}
        search={{ tab: 'recipients', state: 'cancelled' }}
        underline="always"
        size="sm"
        c="var(--mantine-color-text)"
        resetScroll={false}
      >
        who didn’t
      </TextLink>
      .
    </Alert>
  );
}
