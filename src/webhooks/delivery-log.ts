import type { Tx } from '../db/database.ts';
import { notFound, PressrunError } from '../lib/errors.ts';
import { isId, newId } from '../lib/ids.ts';
import type { DeliveryStatus } from './delivery.ts';
import {
  type DeliveryRow,
  findDeliveryRow,
  hurryDelivery,
  insertReplay,
  listDeliveryRows,
} from './delivery-log-store.ts';
import { eventPayload } from './request.ts';
import { enqueueDelivery, showEndpoint } from './service.ts';

export type LogQuery = { limit: number; status?: DeliveryStatus | undefined };

/** What was sent to an endpoint and what it answered, newest first. */
export async function listDeliveries(
  tx: Tx,
  tenantId: string,
  endpointId: string,
  { limit, status }: LogQuery,
) {
  await showEndpoint(tx, tenantId, endpointId);
  const query = { limit, status: status ?? null };
  const rows = await listDeliveryRows(tx, tenantId, endpointId, query);
  return rows.map((row) => deliveryRecord(tenantId, row));
}

/** A delivery as the API shows it. The payload is null once its event isn't kept any more. */
export function deliveryRecord(tenantId: string, row: DeliveryRow) {
  const { eventId, eventType, eventData, eventCreatedAt, ...record } = row;
  const kept = eventType !== null && eventData !== null && eventCreatedAt !== null;
  const payload = kept
    ? eventPayload(tenantId, {
        id: eventId,
        type: eventType,
        data: eventData,
        createdAt: eventCreatedAt,
      })
    : null;
  return { ...record, event: eventType, payload };
}

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
