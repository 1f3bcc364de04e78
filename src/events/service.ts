import type { Tx } from '../db/database.ts';
import { enqueueJob } from '../jobs/queue.ts';
import { newId } from '../lib/ids.ts';
import { type NewEvent, type RecordedEvent, type UndispatchedEvent, wireId } from './event.ts';
import type { Person } from './person.ts';
import { eventRow, storableJson } from './storable.ts';
import {
  blankEvents,
  insertDispatched,
  insertEvents,
  listEventsOf,
  takeUndispatchedRows,
} from './store.ts';

/**
 * Records what happened, in the caller's transaction: an event exists exactly if its cause does.
 * Any number at once is one statement; what webhooks listen to is dispatched by a job of the same
 * transaction. Call it last: from here to the commit other recorders of the tenant wait.
 */
export async function recordEvents(tx: Tx, tenantId: string, events: NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => eventRow(event, event.id ?? newId()));
  const waiting = await insertEvents(tx, tenantId, storableJson(rows));
  if (waiting) await enqueueDispatch(tx, tenantId);
}

/** Records an event that its maker told already to the one who is to hear it; others don't. */
export function recordTold(tx: Tx, tenantId: string, event: RecordedEvent): Promise<void> {
  return insertDispatched(tx, tenantId, event);
}

/** Enqueues the job that hands undispatched events to webhooks; one waits per tenant. */
export async function enqueueDispatch(tx: Tx, tenantId: string): Promise<void> {
  const key = `dispatch_events:${tenantId}`;
  await enqueueJob(tx, 'dispatch_events', { tenantId }, { key });
}

/** Takes the next undispatched events, oldest first; they are dispatched if the caller commits. */
export function takeUndispatched(
  tx: Tx,
  tenantId: string,
  limit: number,
): Promise<UndispatchedEvent[]> {
  return takeUndispatchedRows(tx, tenantId, limit);
}

/** What happened to a contact, the newest first, as webhooks tell it. */
export async function eventsOf(
  tx: Tx,
  tenantId: string,
  { id }: Person,
  limit: number,
): Promise<RecordedEvent[]> {
  const rows = await listEventsOf(tx, tenantId, id, limit);
  return rows.map((event) => ({ ...event, id: wireId(event.id) }));
}

/** Erasure (P45): the person's events stay as facts, everything personal in them becomes null. */
export function forgetPerson(tx: Tx, tenantId: string, person: Person): Promise<void> {
  return blankEvents(tx, tenantId, person);
}
