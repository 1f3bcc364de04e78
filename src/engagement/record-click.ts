import type { Tx } from '../db/database.ts';
import { newId } from '../lib/ids.ts';
import type { MessageToken } from '../lib/message-token.ts';
import { findLink } from '../links/service.ts';
import { count } from './count.ts';
import { MOST_HITS, type OpenedMessage, type Visitor } from './engagement.ts';
import { enqueueJudgement } from './jobs.ts';
import { findMessageRow } from './message-store.ts';
import { countHits, insertHit, lockEngagement } from './store.ts';

/**
 * Where a link of a message leads, having recorded that it was followed; null when the message has no
 * such link. Whether a person followed it is judged SETTLE_MS later, with the clicks around it. The erased,
 * and readers of a tenant that has switched tracking off since, are led on and not recorded.
 */
export async function recordClick(
  tx: Tx,
  { tenantId, messageId }: MessageToken,
  linkId: string,
  visitor: Visitor,
  now: Date,
): Promise<string | null> {
  const message = await findMessageRow(tx, tenantId, messageId);
  if (!message?.sourceId) return null;
  const url = await findLink(tx, tenantId, message.sourceId, linkId);
  if (url !== null && message.address !== null && message.tracksClicks) {
    await recordHit(tx, tenantId, message, linkId, visitor, now);
  }
  return url;
}

async function recordHit(
  tx: Tx,
  tenantId: string,
  message: OpenedMessage,
  linkId: string,
  { userAgent, ip, isMachine }: Visitor,
  now: Date,
): Promise<void> {
  await lockEngagement(tx, tenantId, message);
  if ((await countHits(tx, tenantId, message.id, 'click')) >= MOST_HITS) return;
  await insertHit(tx, tenantId, {
    ...{ id: newId(), messageId: message.id, kind: 'click', linkId, userAgent, ip },
    ...{ automated: isMachine ? true : null, eventId: null },
  });
  const machines = { kind: 'click', persons: 0, machines: 1, at: null } as const;
  if (isMachine) await count(tx, tenantId, message, machines);
  else await enqueueJudgement(tx, tenantId, message.id, now);
}
