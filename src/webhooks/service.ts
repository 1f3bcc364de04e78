import type { Tx } from '../db/database.ts';
import type { Person } from '../events/person.ts';
import { removeJob } from '../jobs/queue.ts';
import { notFound, PressrunError } from '../lib/errors.ts';
import { isId, newId } from '../lib/ids.ts';
import type { Sealer } from '../lib/seal.ts';
import { type CreatedEndpoint, sealSecret } from './created-endpoint.ts';
import { blankResponses } from './delivery-log-store.ts';
import {
  type Endpoint,
  MAX_ENDPOINTS,
  requireEventTypes,
  requireFound,
  requireUrl,
} from './endpoint.ts';
import { deliveryKey, enqueueDelivery } from './enqueue-delivery.ts';
import { createSecret } from './signature.ts';
import {
  countEndpointsLocked,
  deleteEndpointRow,
  findEndpoint,
  insertEndpoint,
  listEndpointRows,
  setEnabled,
  updateEndpoint,
} from './store.ts';

export type NewEndpoint = {
  url: string;
  events: string[];
  secret?: string | undefined;
  longRetries?: boolean | undefined;
};
export type EndpointChange = Partial<Omit<NewEndpoint, 'secret'>>;
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
  const { url, events, longRetries = true } = input;
  requireUrl(url, allowPrivateHosts);
  requireEventTypes(events);
  if ((await countEndpointsLocked(tx, tenantId)) >= MAX_ENDPOINTS) {
    throw new PressrunError(
      'conflict',
      `There are ${MAX_ENDPOINTS} webhook endpoints already, which is the most; delete one first`,
    );
  }
  const secretSealed = sealSecret(sealer, input.secret ?? createSecret());
  const row = { id: newId(), url, events, longRetries, secretSealed };
  const endpoint = await insertEndpoint(tx, tenantId, row);
  return { ...endpoint, secret: secretSealed.toString('base64') };
}

export function listEndpoints(tx: Tx, tenantId: string): Promise<Endpoint[]> {
  return listEndpointRows(tx, tenantId);
}

/** 404 when it isn't there. */
export async function showEndpoint(tx: Tx, tenantId: string, id: string): Promise<Endpoint> {
  return requireFound(isId(id) ? await findEndpoint(tx, tenantId, id) : undefined);
}

/**
 * Changes what is sent; deliveries that wait go to the new URL. 400 as for a new endpoint, 404 when
 * it isn't there.
 */
export async function patchEndpoint(
  tx: Tx,
  tenantId: string,
  id: string,
  { url, events, longRetries }: EndpointChange,
  allowPrivateHosts: boolean,
): Promise<Endpoint> {
  if (url !== undefined) requireUrl(url, allowPrivateHosts);
  if (events !== undefined) requireEventTypes(events);
  const change = { url: url ?? null, events: events ?? null, longRetries: longRetries ?? null };
  const endpoint = requireFound(
    isId(id) ? await updateEndpoint(tx, tenantId, id, change) : undefined,
  );
  // A pause ended with the old URL: what waited for it is looked at now.
  if (endpoint.enabled) await enqueueDelivery(tx, tenantId, id);
  return endpoint;
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
  const endpoint = requireFound(isId(id) ? await setEnabled(tx, tenantId, id, enabled) : undefined);
  if (endpoint.enabled) await enqueueDelivery(tx, tenantId, id);
  return endpoint;
}

/** Deletes an endpoint with the record of its deliveries. */
export async function deleteEndpoint(tx: Tx, tenantId: string, id: string): Promise<void> {
  if (!isId(id) || !(await deleteEndpointRow(tx, tenantId, id))) throw notFound('Webhook endpoint');
  await removeJob(tx, deliveryKey(id));
}

/** Erasure (P45): answers to events about the person go. Payloads follow the blanked events. */
export function forgetPerson(tx: Tx, tenantId: string, person: Person): Promise<void> {
  return blankResponses(tx, tenantId, person);
}
