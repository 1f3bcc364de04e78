import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { EventType } from '../events/event.ts';
import type { Person } from '../events/person.ts';
import type { Answer, DeliveryKind, DeliveryStatus } from './delivery.ts';
import type { NewDelivery } from './delivery-store.ts';

export type DeliveryRow = {
  id: string;
  endpointId: string;
  kind: DeliveryKind;
  status: DeliveryStatus;
  attempt: number;
  statusCode: number | null;
  responseBody: string | null;
  error: string | null;
  nextAttemptAt: Date | null;
  deliveredAt: Date | null;
  createdAt: Date;
  eventId: string;
  eventType: EventType | null;
  eventData: Record<string, unknown> | null;
  eventCreatedAt: Date | null;
  /** `createdAt` in microseconds. */
  micros: string;
};

function deliveryColumns(): RawBuilder<DeliveryRow> {
  return sql`delivery.id, endpoint_id as "endpointId", kind, status, attempt,
    status_code as "statusCode", response_body as "responseBody", error,
    case when status = 'PENDING' then next_attempt_at end as "nextAttemptAt",
    delivered_at as "deliveredAt", delivery.created_at as "createdAt",
    event_id as "eventId", event.type as "eventType", event.data as "eventData",
    event.created_at as "eventCreatedAt",
    (extract(epoch from delivery.created_at) * 1000000)::bigint::text as micros`;
}

/** The endpoint's deliveries with their events, newest first; of this status, behind this one if given. */
export async function listDeliveryRows(
  tx: Tx,
  tenantId: string,
  endpointId: string,
  {
    limit,
    status,
    after,
  }: {
    limit: number;
    status: DeliveryStatus | null;
    after: { micros: string; id: string } | null;
  },
): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    select ${deliveryColumns()}
    from webhook_deliveries as delivery
    left join events as event on event.tenant_id = ${tenantId} and event.id = event_id
    where delivery.tenant_id = ${tenantId} and endpoint_id = ${endpointId}
      and (${status}::text is null or status = ${status})
      and (${after === null} or (delivery.created_at, delivery.id) <
           ('epoch'::timestamptz + ${after?.micros ?? '0'}::bigint * interval '1 microsecond',
            ${after?.id ?? null}::uuid))
    order by delivery.created_at desc, delivery.id desc
    limit ${limit}`.execute(tx);
  return rows;
}

export async function findDeliveryRow(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<DeliveryRow | undefined> {
  const { rows } = await sql<DeliveryRow>`
    select ${deliveryColumns()}
    from webhook_deliveries as delivery
    left join events as event on event.tenant_id = ${tenantId} and event.id = event_id
    where delivery.tenant_id = ${tenantId} and delivery.id = ${id}`.execute(tx);
  return rows[0];
}

/** Receivers may repeat in their answers what they were sent. */
export async function blankResponses(tx: Tx, tenantId: string, person: Person): Promise<void> {
  await sql`
    update webhook_deliveries set response_body = null
    where tenant_id = ${tenantId} and response_body is not null
      and event_id in (
        select id from events
        where tenant_id = ${tenantId}
          and (contact_id = ${person.id} or data->>'to' = ${person.email}
               or data->>'email' = ${person.email}))`.execute(tx);
}

/** Inserts one that is due at once and answers it as the list shows it. */
export async function insertReplay(
  tx: Tx,
  tenantId: string,
  { id, endpointId, eventId }: NewDelivery,
): Promise<DeliveryRow> {
  await sql`
    insert into webhook_deliveries (tenant_id, id, endpoint_id, event_id, kind)
    values (${tenantId}, ${id}, ${endpointId}, ${eventId}, 'replay')`.execute(tx);
  return (await findDeliveryRow(tx, tenantId, id))!;
}

/** Inserts one that was tried already, once, and answers it as the list shows it. */
export async function insertTest(
  tx: Tx,
  tenantId: string,
  { id, endpointId, eventId }: NewDelivery,
  { statusCode, responseBody, error }: Answer,
): Promise<DeliveryRow> {
  const delivered = error === null;
  await sql`
    insert into webhook_deliveries (tenant_id, id, endpoint_id, event_id, kind, status, attempt,
                                    status_code, response_body, error, delivered_at)
    values (${tenantId}, ${id}, ${endpointId}, ${eventId}, 'test',
            ${delivered ? 'DELIVERED' : 'FAILED'}, 1, ${statusCode}, ${responseBody}, ${error},
            case when ${delivered} then now() end)`.execute(tx);
  return (await findDeliveryRow(tx, tenantId, id))!;
}

/** Lets a waiting delivery be due now. False when it doesn't wait. */
export async function hurryDelivery(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update webhook_deliveries set next_attempt_at = least(next_attempt_at, now())
    where tenant_id = ${tenantId} and id = ${id} and status = 'PENDING'`.execute(tx);
  return numAffectedRows === 1n;
}
