import type { Tx } from '../db/database.ts';
import { invalidField } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import type { DeliveryStatus } from './delivery.ts';
import { type DeliveryRow, listDeliveryRows } from './delivery-log-store.ts';
import { eventPayload } from './request.ts';
import { showEndpoint } from './service.ts';

export type LogQuery = {
  limit: number;
  status?: DeliveryStatus | undefined;
  cursor?: string | undefined;
};

/** What was sent to an endpoint and what it answered, newest first. 400 for a cursor that isn't ours. */
export async function listDeliveries(
  tx: Tx,
  tenantId: string,
  endpointId: string,
  { limit, status, cursor }: LogQuery,
) {
  await showEndpoint(tx, tenantId, endpointId);
  const after = cursor === undefined ? null : readCursor(cursor);
  // One row more than the page tells whether it is the last.
  const query = { limit: limit + 1, status: status ?? null, after };
  const rows = await listDeliveryRows(tx, tenantId, endpointId, query);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const data = page.map((row) => deliveryRecord(tenantId, row));
  return { data, meta: { limit, nextCursor: last ? writeCursor(last) : null } };
}

/** A delivery as the API shows it. The payload is null once its event isn't kept any more. */
export function deliveryRecord(tenantId: string, row: DeliveryRow) {
  const { eventId, eventType, eventData, eventCreatedAt, micros: _, ...record } = row;
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

function writeCursor({ micros, id }: DeliveryRow): string {
  return Buffer.from(`${micros} ${id}`).toString('base64url');
}

function readCursor(cursor: string): { micros: string; id: string } {
  const [micros = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!/^\d{1,17}$/.test(micros) || !isId(id)) {
    throw invalidField('cursor', 'is not a meta.nextCursor of this list');
  }
  return { micros, id };
}
