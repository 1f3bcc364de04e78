import type { Tx } from '../db/database.ts';
import { notFound, PressrunError } from '../lib/errors.ts';
import { isId, newId } from '../lib/ids.ts';
import { deliveryRecord } from './delivery-log.ts';
import { findDeliveryRow, hurryDelivery, insertReplay } from './delivery-log-store.ts';
import { enqueueDelivery } from './enqueue-delivery.ts';
import { showEndpoint } from './service.ts';

/**
 * Delivers an event to its endpoint again. What is still being tried is tried now; else a new
 * delivery is made, with an id of its own and the event's id as ever, so that a receiver which
 * has it already can tell. `endpointId` null: whichever it is. 404 when the delivery isn't there,
 * 409 while the endpoint is off, 422 when the event isn't kept any more.
 */
export async function replayDelivery(
  tx: Tx,
  tenantId: string,
  endpointId: string | null,
  id: string,
) {
  const row = isId(id) ? await findDeliveryRow(tx, tenantId, id) : undefined;
  if (!row || (endpointId !== null && row.endpointId !== endpointId.toLowerCase())) {
    throw notFound('Webhook delivery');
  }
  const { enabled } = await showEndpoint(tx, tenantId, row.endpointId);
  if (!enabled) {
    throw new PressrunError('wrong_state', 'The endpoint is off; turn it on first, then replay');
  }
  if (row.eventType === null) {
    throw new PressrunError(
      'unprocessable',
      'The event of this delivery is not kept any more, so there is nothing to send',
    );
  }
  const isWaiting = await hurryDelivery(tx, tenantId, row.id);
  const replay = { id: newId(), endpointId: row.endpointId, eventId: row.eventId };
  const again = isWaiting
    ? await findDeliveryRow(tx, tenantId, row.id)
    : await insertReplay(tx, tenantId, replay);
  await enqueueDelivery(tx, tenantId, row.endpointId);
  return deliveryRecord(tenantId, again!);
}
