import type { BodyOf, QueryOf, ReplyOf } from './operation.ts';
import { type ListOptions, Pages } from './pages.ts';
import type { CallOptions } from './settings.ts';
import type { Transport } from './transport.ts';
import type { WebhookEvent } from './webhook-event.ts';

export type WebhookEndpoint = ReplyOf<'getWebhookEndpoint'>;
/** With the secret, which is shown this once. */
export type CreatedWebhookEndpoint = ReplyOf<'createWebhookEndpoint'>;
export type WebhookDelivery = ReplyOf<'replayWebhookDelivery'>;
const LARGEST_PAGE = 100;

/** Endpoints that events are told to. `verifyWebhook` is for the other side. */
export class Webhooks {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  create(
    endpoint: BodyOf<'createWebhookEndpoint'>,
    options?: CallOptions,
  ): Promise<CreatedWebhookEndpoint> {
    return this.#transport.call('createWebhookEndpoint', { body: endpoint }, options);
  }

  async list(options?: CallOptions): Promise<WebhookEndpoint[]> {
    return (await this.#transport.call('listWebhookEndpoints', {}, options)).data;
  }

  get(id: string, options?: CallOptions): Promise<WebhookEndpoint> {
    return this.#transport.call('getWebhookEndpoint', { path: { id } }, options);
  }

  update(
    id: string,
    change: BodyOf<'updateWebhookEndpoint'>,
    options?: CallOptions,
  ): Promise<WebhookEndpoint> {
    return this.#transport.call('updateWebhookEndpoint', { path: { id }, body: change }, options);
  }

  /** With the record of its deliveries. */
  delete(id: string, options?: CallOptions): Promise<ReplyOf<'deleteWebhookEndpoint'>> {
    return this.#transport.call('deleteWebhookEndpoint', { path: { id } }, options);
  }

  enable(id: string, options?: CallOptions): Promise<WebhookEndpoint> {
    return this.#turn(id, true, options);
  }

  /** Nothing new is kept for it while it is off; what waits goes on waiting. */
  disable(id: string, options?: CallOptions): Promise<WebhookEndpoint> {
    return this.#turn(id, false, options);
  }

  /** The secret before it signs for 24 hours more; `verifyWebhook` takes both. */
  rotateSecret(
    id: string,
    body: BodyOf<'rotateWebhookSecret'> = {},
    options?: CallOptions,
  ): Promise<CreatedWebhookEndpoint> {
    return this.#transport.call('rotateWebhookSecret', { path: { id }, body }, options);
  }

  /** Sends an event that never happened, and tells the answer. */
  test(
    id: string,
    event?: WebhookEvent['type'],
    options?: CallOptions,
  ): Promise<ReplyOf<'testWebhookEndpoint'>> {
    return this.#transport.call('testWebhookEndpoint', { path: { id }, body: { event } }, options);
  }

  /** The newest, 100 at most. */
  deliveries(
    id: string,
    query: QueryOf<'listWebhookDeliveries'> = {},
    options?: ListOptions,
  ): Pages<'listWebhookDeliveries'> {
    const operation = 'listWebhookDeliveries' as const;
    const list = { operation, path: { id }, query, largest: LARGEST_PAGE };
    return new Pages(this.#transport, list, options);
  }

  /** Delivers an event again, as a new delivery. */
  replay(deliveryId: string, options?: CallOptions): Promise<WebhookDelivery> {
    return this.#transport.call('replayWebhookDelivery', { path: { id: deliveryId } }, options);
  }

  // The route's other form turns an endpoint over: tried again, that would turn it back.
  #turn(id: string, enabled: boolean, options?: CallOptions): Promise<WebhookEndpoint> {
    const input = { path: { id }, body: { enabled } };
    return this.#transport.call('toggleWebhookEndpoint', input, options);
  }
}
