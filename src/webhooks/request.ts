import { type RecordedEvent, wireId } from '../events/event.ts';
import type { Post } from './post.ts';
import type { Signer } from './signature.ts';

/** An event as receivers see it (contract: Webhooks). */
export function eventPayload(tenantId: string, event: RecordedEvent) {
  return {
    id: wireId(event.id),
    type: event.type,
    createdAt: event.createdAt.toISOString(),
    tenantId,
    data: event.data,
  };
}

/**
 * One try of a delivery. The body is made of the stored event alone, so it has the same bytes at
 * every retry (unless an erasure came between); the time and the signatures are of this try.
 */
export function deliveryRequest(
  tenantId: string,
  endpoint: { url: string; signer: Signer },
  delivery: { id: string; event: RecordedEvent },
  sent: { unixTime: number; version: string },
): Post {
  const { event } = delivery;
  const { unixTime, version } = sent;
  const body = JSON.stringify(eventPayload(tenantId, event));
  const id = wireId(event.id);
  const headers = {
    'content-type': 'application/json',
    'user-agent': `Pressrun/${version}`,
    'x-mailingcore-event': event.type,
    'x-mailingcore-delivery-id': delivery.id,
    'x-mailingcore-signature': endpoint.signer.mailingCore(unixTime, body),
    'webhook-id': id,
    'webhook-timestamp': String(unixTime),
    'webhook-signature': endpoint.signer.standard(id, unixTime, body),
  };
  return { url: endpoint.url, headers, body };
}
