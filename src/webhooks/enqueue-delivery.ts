import type { Tx } from '../db/database.ts';
import { enqueueJob } from '../jobs/queue.ts';

/** Enqueues the job that delivers to this endpoint what is due; one waits per endpoint. */
export async function enqueueDelivery(
  tx: Tx,
  tenantId: string,
  endpointId: string,
  runAt: Date | null = null,
): Promise<void> {
  const key = deliveryKey(endpointId);
  await enqueueJob(tx, 'deliver_webhooks', { tenantId, endpointId }, { key, runAt });
}

export function deliveryKey(endpointId: string): string {
  return `deliver_webhooks:${endpointId}`;
}
