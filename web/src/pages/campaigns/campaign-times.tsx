import type { ReactNode } from 'react';
import type { ReplyOf } from '../../api.ts';
import { When } from '../../ui/times.tsx';

/** When it was made, will start, or ended. */
export function CampaignTimes({ campaign }: { campaign: ReplyOf<'getCampaign'> }): ReactNode {
  const { status, createdAt, scheduledAt, startedAt, finishedAt, timezone, deliverAt } = campaign;
  if (status === 'SCHEDULED') {
    return (
      <>
        Starts <When at={scheduledAt} /> (your time)
        {deliverAt === 'recipient' && ', for each person at their own time'}
        {deliverAt !== 'recipient' && timezone && `, planned in ${timezone}`}
      </>
    );
  }
  if (!startedAt) {
    return (
      <>
        Created <When at={createdAt} />
      </>
    );
  }
  return (
    <>
      Started <When at={startedAt} />
      {finishedAt && (
        <>
          , {status === 'CANCELLED' ? 'cancelled' : 'done'} <When at={finishedAt} />
        </>
      )}
    </>
  );
}
