import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import type { EventType, RecordedEvent } from '../events/event.ts';
import { recordTold } from '../events/service.ts';
import { notFound } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Sealer } from '../lib/seal.ts';
import { signerOf } from './created-endpoint.ts';
import { deliveryRecord } from './delivery-log.ts';
import { insertTest } from './delivery-log-store.ts';
import { requireEventTypes } from './endpoint.ts';
import { sampleData } from './sample-event.ts';
import { findTarget } from './secret-store.ts';
import { showEndpoint } from './service.ts';
import { lockEndpoint } from './store.ts';
import { type TryContext, tryOnce } from './try-once.ts';

/**
 * Sends an event that never happened to an endpoint, once, also to one that is off, and answers
 * with what the receiver said; `data.test` is true in it. `type` is one of the endpoint's unless
 * given. It is in the delivery log and counts for nothing else. 404 when the endpoint isn't there.
 */
export async function testEndpoint(
  context: TryContext & { db: Database; sealer: Sealer },
  tenantId: string,
  endpointId: string,
  type: string | undefined,
) {
  if (type !== undefined) requireEventTypes([type], 'event');
  const { db, sealer, clock } = context;
  const { target, listensTo } = await inTenant(db, tenantId, async (tx) => {
    const endpoint = await showEndpoint(tx, tenantId, endpointId);
    return { target: await findTarget(tx, tenantId, endpointId), listensTo: endpoint.events[0] };
  });
  if (!target) throw notFound('Webhook endpoint');
  const { url, secretSealed, previousSealed } = target;
  const sealed = previousSealed ? [secretSealed, previousSealed] : [secretSealed];
  const { signer } = signerOf(sealer, sealed);
  const event = sampleEvent((type ?? listensTo) as EventType, clock.now());
  const id = newId();
  const answer = await tryOnce(context, tenantId, { url, signer }, { id, event });
  return inTenant(db, tenantId, async (tx) => {
    // Deleted while it was asked.
    if (!(await lockEndpoint(tx, tenantId, endpointId))) throw notFound('Webhook endpoint');
    await recordTold(tx, tenantId, event);
    const row = await insertTest(tx, tenantId, { id, endpointId, eventId: event.id }, answer);
    return deliveryRecord(tenantId, row);
  });
}

function sampleEvent(type: EventType, now: Date): RecordedEvent {
  return { id: newId(), type, data: sampleData(type, now), createdAt: now };
}
