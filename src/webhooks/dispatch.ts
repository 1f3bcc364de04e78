import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import type { UndispatchedEvent } from '../events/event.ts';
import { enqueueDispatch, takeUndispatched } from '../events/service.ts';
import { newId } from '../lib/ids.ts';
import { insertDeliveries, type NewDelivery } from './delivery-store.ts';
import { enqueueDelivery } from './enqueue-delivery.ts';
import { listeningEndpoints } from './store.ts';

const PAGE = 1_000;
/** Then the job steps back behind others: it shares its few slots with every tenant's. */
const PAGES_PER_RUN = 25;

/**
 * Hands a tenant's recorded events to the endpoints that listen: one delivery each, whose id stays
 * over its retries. An event is taken in the transaction that makes its deliveries, so a crash loses
 * and doubles none.
 */
export async function dispatchEvents(db: Database, tenantId: string): Promise<void> {
  for (let page = 0; page < PAGES_PER_RUN; page++) {
    const count = await inTenant(db, tenantId, (tx) => dispatchPage(tx, tenantId));
    if (count < PAGE) return;
  }
  await inTenant(db, tenantId, (tx) => enqueueDispatch(tx, tenantId));
}

async function dispatchPage(tx: Tx, tenantId: string): Promise<number> {
  const events = await takeUndispatched(tx, tenantId, PAGE);
  if (events.length === 0) return 0;
  const types = [...new Set(events.map(({ type }) => type))];
  for (const endpoint of await listeningEndpoints(tx, tenantId, types)) {
    await insertDeliveries(tx, tenantId, deliveriesTo(endpoint, events));
    await enqueueDelivery(tx, tenantId, endpoint.id);
  }
  return events.length;
}

function deliveriesTo(
  endpoint: { id: string; events: string[] },
  events: UndispatchedEvent[],
): NewDelivery[] {
  return events
    .filter(({ type }) => endpoint.events.includes(type))
    .map((event) => ({ id: newId(), endpointId: endpoint.id, eventId: event.id }));
}
