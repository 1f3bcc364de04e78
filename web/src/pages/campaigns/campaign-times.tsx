import type { ReactNode } from 'react';
import type { ReplyOf } from '../../api.ts';
import { When } from '../../ui/times.tsx';

/** When it was made, will start, or ended. */
export function CampaignTimes({ campaign }: { campaign: ReplyOf<'getCampaign'> }): ReactNode {
  const { status, createdAt, scheduledAt, startedAt, finishedAt, timezone, deliverAt } = campaign;
  if (status === 'SCHEDULED' && deliverAt === 'recipient') {
    return `For ${wallTime(scheduledAt!, timezone)}, at each person’s own time`;
  }
  if (status === 'SCHEDULED') {
    return (
      <>
        Starts <When at={scheduledAt} /> (your time){timezone && `, planned in ${timezone}`}
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

/** What the clocks of that zone show at an instant, in the viewer's language. */
function wallTime(at: string, timezone: string | null): string {
  return new Intl.DateTimeFormat(undefined, {
    ...({ dateStyle: 'medium', timeStyle: 'short' } as const),
    timeZone: timezone ?? 'UTC',
  }).format(new Date(at));
}
