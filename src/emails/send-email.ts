import type { Tx } from '../db/database.ts';
import type { Principal } from '../http/access.ts';
import { PressrunError } from '../lib/errors.ts';
import { countAhead } from '../messages/queue-singles.ts';
import type { Draft, Queued, Recipient } from './email.ts';
import { type EnqueueDeps, enqueueEmails } from './enqueue.ts';

/**
 * Queues one email. Throws 422 for a suppressed address, and what `enqueueEmails` throws. `position` is
 * how many of the tenant's emails wait ahead of it, 1,000 at most.
 */
export async function sendEmail(
  tx: Tx,
  deps: EnqueueDeps,
  principal: Principal,
  draft: Draft,
  recipient: Recipient,
): Promise<Queued> {
  const [made] = await enqueueEmails(tx, deps, principal, draft, [recipient], null);
  if (!made) throw suppressed();
  const { id, line, messageId } = made;
  const position = await countAhead(tx, principal.tenantId, line, messageId);
  return { id, status: 'QUEUED', queued: true, position };
}

/** The words of the contract (Suppressions). */
export const SUPPRESSED = 'Email is suppressed';

export function suppressed(): PressrunError {
  return new PressrunError('unprocessable', SUPPRESSED, [
    { path: 'to', message: 'is suppressed: it bounced, complained, unsubscribed or was blocked' },
  ]);
}
