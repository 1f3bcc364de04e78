import type { Tx } from '../db/database.ts';
import type { DeliveryStatus } from './delivery.ts';
import { type DeliveryRow, listDeliveryRows } from './delivery-log-store.ts';
import { eventPayload } from './request.ts';
import { showEndpoint } from './service.ts';

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
