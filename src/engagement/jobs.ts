import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { enqueueJob } from '../jobs/queue.ts';
import type { JobHandlers } from '../jobs/runner.ts';
import { judgeMessage, SETTLE_MS } from './judge-message.ts';

type Payload = { tenantId: string; messageId: number };

/** Has a message's clicks judged when those that belong together are there; one job waits per message. */
export async function enqueueJudgement(
  tx: Tx,
  tenantId: string,
  messageId: number,
  now: Date,
): Promise<void> {
  const payload: Payload = { tenantId, messageId };
  const key = `judge_clicks:${tenantId}:${messageId}`;
  await enqueueJob(tx, 'judge_clicks', payload, {
    key,
    runAt: new Date(now.getTime() + SETTLE_MS),
  });
}

export function engagementJobs({ db }: { db: Database }): JobHandlers {
  return {
    /** Clicks that are too young are judged once they have settled. */
    judge_clicks: ({ tenantId, messageId }: Payload): Promise<void> =>
      inTenant(db, tenantId, async (tx) => {
        const isOpen = await judgeMessage(tx, tenantId, messageId);
        if (isOpen) await enqueueJudgement(tx, tenantId, messageId, new Date());
      }),
  };
}
