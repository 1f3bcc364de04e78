import type { Tx } from '../db/database.ts';
import type { Person } from '../events/event.ts';
import { enqueueJob, removeJob } from '../jobs/queue.ts';
import { invalidField, notFound, PressrunError } from '../lib/errors.ts';
import { isId, newId } from '../lib/ids.ts';
import type { Sealer } from '../lib/seal.ts';
import { type CreatedEndpoint, sealSecret } from './created-endpoint.ts';
import { blankResponses, type DeliveryRow, listDeliveryRows } from './delivery-store.ts';
import { type Endpoint, MAX_ENDPOINTS, requireEventTypes, urlProblem } from './endpoint.ts';
import { eventPayload } from './request.ts';
import { createSecret } from './signature.ts';
import {
  countEndpointsLocked,
  deleteEndpointRow,
  endpointExists,
  insertEndpoint,
  listEndpointRows,
  setEnabled,
} from './store.ts';

export type NewEndpoint = { url: string; events: string[]; secret?: string | undefined };
export type EndpointRules = { sealer: Sealer; allowPrivateHosts: boolean };

/**
 * Adds an endpoint; `showSecret` opens its secret at the border. 400 for a URL that isn't a public
 * one or an unknown event type, 409 beyond MAX_ENDPOINTS.
 */
export async function createEndpoint(
  tx: Tx,
  tenantId: string,
  input: NewEndpoint,
  { sealer, allowPrivateHosts }: EndpointRules,
): Promise<CreatedEndpoint> {
  const problem = urlProblem(input.url, allowPrivateHosts);
  if (problem) throw invalidField('url', problem);
  requireEventTypes(input.events);
  if ((await countEndpointsLocked(tx, tenantId)) >= MAX_ENDPOINTS) {
    throw new PressrunError(
      'conflict',
      `There are ${MAX_ENDPOINTS} webhook endpoints already, which is the most; delete one first`,
    );
  }
  const { url, events } = input;
  const secretSealed = sealSecret(sealer, input.secret ?? createSecret());
  const endpoint = await insertEndpoint(tx, tenantId, { id: newId(), url, events, secretSealed });
  return { ...endpoint, secret: secretSealed.toString('base64') };
}

export function listEndpoints(tx: Tx, tenantId: string): Promise<Endpoint[]> {
  return listEndpointRows(tx, tenantId);
}

/**
 * Turns an endpoint on or off; without `enabled` it turns it over. While it is off nothing new is
 * kept for it, and deliveries that wait go on waiting: they are tried again once it is on.
 */
export async function toggleEndpoint(
  tx: Tx,
  tenantId: string,
  id: string,
  enabled: boolean | null,
): Promise<Endpoint> {
  const endpoint = isId(id) ? await setEnabled(tx, tenantId, id, enabled) : undefined;
  if (!endpoint) throw notFound('Webhook endpoint');
  if (endpoint.enabled) await enqueueDelivery(tx, tenantId, id);
  return endpoint;
}

/** Deletes an endpoint with the record of its deliveries. */
export async function deleteEndpoint(tx: Tx, tenantId: string, id: string): Promise<void> {
  if (!isId(id) || !(await deleteEndpointRow(tx, tenantId, id))) throw notFound('Webhook endpoint');
  await removeJob(tx, deliveryKey(id));
}

/** What was sent to an endpoint and what it answered, newest first. */
export async function listDeliveries(tx: Tx, tenantId: string, id: string, limit: number) {
  if (!isId(id) || !(await endpointExists(tx, tenantId, id))) throw notFound('Webhook endpoint');
  const rows = await listDeliveryRows(tx, tenantId, id, limit);
  return rows.map((row) => deliveryRecord(tenantId, row));
}

/** Enqueues the job that delivers to this endpoint what is due; one waits per endpoint. */
export async function enqueueDelivery(
  tx: Tx,
  tenantId: string,
  endpointId: string,
  runAt: Date | null = null,
): Promise<void> {
  const key = deliveryKey(endpointId);
  await enqueueJob(tx, 'deliver_webhooks', { tenantId, endpointId }, { key, runAt });
}

export function deliveryKey(endpointId: string): string {
  return `deliver_webhooks:${endpointId}`;
}

/** Erasure (P45): answers to events about the person go. Payloads follow the blanked events. */
export function forgetPerson(tx: Tx, tenantId: string, person: Person): Promise<void> {
  return blankResponses(tx, tenantId, person);
}

function deliveryRecord(tenantId: string, row: DeliveryRow) {
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
