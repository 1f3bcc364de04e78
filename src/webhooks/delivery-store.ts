import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { EventType } from '../events/event.ts';
import type { Answer, Verdict } from './delivery.ts';

export type NewDelivery = { id: string; endpointId: string; eventId: string };

/** Inserts deliveries that are due at once, in one statement however many. */
export async function insertDeliveries(
  tx: Tx,
  tenantId: string,
  deliveries: NewDelivery[],
): Promise<void> {
  await sql`
    insert into webhook_deliveries (tenant_id, id, endpoint_id, event_id)
    select ${tenantId}, id, endpoint_id, event_id
    from unnest(${deliveries.map(({ id }) => id)}::uuid[],
                ${deliveries.map(({ endpointId }) => endpointId)}::uuid[],
                ${deliveries.map(({ eventId }) => eventId)}::uuid[])
         as delivery (id, endpoint_id, event_id)`.execute(tx);
}

export type ClaimedDelivery = {
  id: string;
  attempt: number;
  leaseUntil: Date;
  eventId: string;
  /** Null when the event isn't kept any more. */
  type: EventType | null;
  data: Record<string, unknown>;
  createdAt: Date;
};

/**
 * Claims an endpoint's due deliveries for `leaseSeconds`: the attempt counts from here, and another
 * worker takes them once the lease ran out.
 */
export async function claimDeliveries(
  tx: Tx,
  tenantId: string,
  endpointId: string,
  { limit, leaseSeconds }: { limit: number; leaseSeconds: number },
): Promise<ClaimedDelivery[]> {
  const { rows } = await sql<ClaimedDelivery>`
    with due as (
      select id from webhook_deliveries
      where tenant_id = ${tenantId} and endpoint_id = ${endpointId}
        and status = 'PENDING' and next_attempt_at <= now()
      order by next_attempt_at, id limit ${limit}
      for update skip locked),
    claimed as (
      update webhook_deliveries as delivery
      set attempt = attempt + 1,
          next_attempt_at = now() + make_interval(secs => ${leaseSeconds})
      from due where delivery.tenant_id = ${tenantId} and delivery.id = due.id
      returning delivery.id, attempt, next_attempt_at, event_id)
    select claimed.id, attempt, next_attempt_at as "leaseUntil", event_id as "eventId",
           event.type, event.data, event.created_at as "createdAt"
    from claimed
    left join events as event on event.tenant_id = ${tenantId} and event.id = event_id
    order by event_id`.execute(tx);
  return rows;
}

/**
 * Gives back what was claimed and not begun: due at once, and the attempt doesn't count. Fenced like
 * results.
 */
export async function releaseDeliveries(
  tx: Tx,
  tenantId: string,
  deliveries: { id: string; attempt: number }[],
): Promise<void> {
  await sql`
    update webhook_deliveries as delivery
    set attempt = delivery.attempt - 1, next_attempt_at = now()
    from unnest(${deliveries.map(({ id }) => id)}::uuid[],
                ${deliveries.map(({ attempt }) => attempt)}::integer[]) as given (id, attempt)
    where delivery.tenant_id = ${tenantId} and delivery.id = given.id
      and delivery.status = 'PENDING' and delivery.attempt = given.attempt`.execute(tx);
}

/** How one try ended. */
export type Result = { id: string; attempt: number; answer: Answer; verdict: Verdict };

/**
 * Records how tries ended, in one statement. Fenced by the attempt: a try whose lease was taken over
 * changes nothing.
 */
export async function recordResults(tx: Tx, tenantId: string, results: Result[]): Promise<void> {
  const rows = results.map(({ id, attempt, answer, verdict }) => ({
    ...{ id, attempt, status: verdict.status, error: answer.error },
    status_code: answer.statusCode,
    response_body: answer.responseBody,
    delay: verdict.delaySeconds ?? 0,
  }));
  await sql`
    update webhook_deliveries as delivery
    set status = result.status, status_code = result.status_code,
        response_body = result.response_body, error = result.error,
        delivered_at = case when result.status = 'DELIVERED' then now() end,
        next_attempt_at = now() + make_interval(secs => result.delay)
    from json_to_recordset(${JSON.stringify(rows)}::json)
         as result (id uuid, attempt integer, status text, status_code integer,
                    response_body text, error text, delay float8)
    where delivery.tenant_id = ${tenantId} and delivery.id = result.id
      and delivery.status = 'PENDING' and delivery.attempt = result.attempt`.execute(tx);
}

/** When the endpoint's next delivery is due, rounded up to what a Date holds; null when none waits. */
export async function nextAttemptAt(
  tx: Tx,
  tenantId: string,
  endpointId: string,
): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select date_trunc('milliseconds', min(next_attempt_at) + interval '999 microseconds') as at
    from webhook_deliveries
    where tenant_id = ${tenantId} and endpoint_id = ${endpointId} and status = 'PENDING'`.execute(
    tx,
  );
  return rows[0]?.at ?? null;
}

/** The database's time in so many seconds. */
export async function databaseTimeIn(tx: Tx, seconds: number): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`
    select now() + make_interval(secs => ${seconds}) as at`.execute(tx);
  return rows[0]!.at;
}
