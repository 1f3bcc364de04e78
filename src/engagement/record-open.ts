import type { Tx } from '../db/database.ts';
import { recordEvents } from '../events/service.ts';
import { newId } from '../lib/ids.ts';
import type { MessageToken } from '../lib/message-token.ts';
import { count } from './count.ts';
import { MOST_HITS, TOLD_SECONDS, type Visitor } from './engagement.ts';
import { hitEvent } from './hit-event.ts';
import { findMessageRow } from './message-store.ts';
import { countHits, insertHit, lockEngagement, wasOpenTold } from './store.ts';

/**
 * Records that a message's pixel was asked for, in one transaction with its counts and its event. A
 * machine's open is counted apart and told to nobody (P47); a reader's is told once a minute at most.
 * False when there is no such message. Nothing is recorded of the erased, beyond MOST_HITS, nor for a tenant
 * that has switched tracking off since.
 */
export async function recordOpen(
  tx: Tx,
  { tenantId, messageId }: MessageToken,
  visitor: Visitor,
  now: Date,
): Promise<boolean> {
  const message = await findMessageRow(tx, tenantId, messageId);
  if (!message) return false;
  if (message.address === null || !message.tracksOpens) return true;
  await lockEngagement(tx, tenantId, message);
  if ((await countHits(tx, tenantId, messageId, 'open')) >= MOST_HITS) return true;
  const automated = visitor.isMachine || message.isFresh;
  const { userAgent, ip } = visitor;
  const isTold = automated || (await wasOpenTold(tx, tenantId, messageId, TOLD_SECONDS));
  const event = isTold ? null : hitEvent(message, 'email.opened', now, { userAgent, ip });
  await insertHit(tx, tenantId, {
    ...{ id: newId(), messageId, kind: 'open', linkId: null, automated, userAgent, ip },
    eventId: event?.id ?? null,
  });
  await count(tx, tenantId, message, {
    ...{ kind: 'open', persons: automated ? 0 : 1, machines: automated ? 1 : 0, at: now },
  });
  await recordEvents(tx, tenantId, event ? [event] : []);
  return true;
}
