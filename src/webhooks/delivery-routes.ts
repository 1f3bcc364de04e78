import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { runChange } from '../http/change.ts';
import { IdParams } from '../http/fields.ts';
import { once, onceOutside } from '../http/idempotency.ts';
import { systemClock } from '../lib/clock.ts';
import type { Sealer } from '../lib/seal.ts';
import { delivering } from './audited.ts';
import { listDeliveries } from './delivery-log.ts';
import {
  Delivery,
  DeliveryList,
  DeliveryParams,
  DeliveryQuery,
  TestEvent,
} from './delivery-schemas.ts';
import { createDispatcher, TIMEOUT_MS } from './post.ts';
import { replayDelivery } from './replay-delivery.ts';
import { testEndpoint } from './test-endpoint.ts';

const tags = ['Webhooks'];
const config = { scope: 'webhooks:manage' } as const;

export type DeliveryDeps = {
  db: Database;
  sealer: Sealer;
  allowPrivateHosts: boolean;
  version: string;
};

/** What became of deliveries, and the two that people start: tests and replays. */
export function deliveryRoutes(deps: DeliveryDeps): FastifyPluginAsyncTypebox {
  const { db } = deps;
  return async (app) => {
    const dispatcher = createDispatcher(deps.allowPrivateHosts);
    const context = { ...deps, dispatcher, clock: systemClock, timeoutMs: TIMEOUT_MS };
    app.addHook('onClose', () => dispatcher.destroy());

    app.get(
      '/webhooks/endpoints/:id/deliveries',
      {
        config,
        schema: {
          operationId: 'listWebhookDeliveries',
          summary: "List an endpoint's deliveries, newest first",
          tags,
          params: IdParams,
          querystring: DeliveryQuery,
          response: { 200: DeliveryList },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return inTenant(db, tenantId, (tx) =>
          listDeliveries(tx, tenantId, request.params.id, request.query),
        );
      },
    );

    app.post(
      '/webhooks/endpoints/:id/test',
      {
        config: delivering('test'),
        schema: {
          operationId: 'testWebhookEndpoint',
          summary: 'Send an event that never happened, and see the answer',
          description:
            'One try, also to an endpoint that is off. `data.test` is true in the payload; the ' +
            "type is the endpoint's first one unless `event` names another.",
          tags,
          params: IdParams,
          body: TestEvent,
          response: { 200: Delivery },
        },
      },
      (request, reply) => {
        const { tenantId } = principalOf(request);
        const { id } = request.params;
        return onceOutside(db, request, reply.code(200), async () => {
          const tested = await testEndpoint(context, tenantId, id, request.body?.event);
          return runChange(db, request, async () => tested);
        });
      },
    );

    const replay = {
      summary: 'Deliver an event again',
      description:
        'What is still being tried is tried now. Else a new delivery is made: its id is new, the ' +
        'event keeps its own.',
      tags,
      response: { 202: Delivery },
    };

    app.post(
      '/webhooks/endpoints/:id/deliveries/:deliveryId/replay',
      {
        config: delivering('replay'),
        schema: { ...replay, operationId: 'replayEndpointDelivery', params: DeliveryParams },
      },
      (request, reply) => {
        const { tenantId } = principalOf(request);
        const { id, deliveryId } = request.params;
        return once(db, request, reply.code(202), (tx) =>
          replayDelivery(tx, tenantId, id, deliveryId),
        );
      },
    );

    app.post(
      '/webhooks/endpoints/deliveries/:id/replay',
      {
        config: delivering('replay'),
        schema: { ...replay, operationId: 'replayWebhookDelivery', params: IdParams },
      },
      (request, reply) => {
        const { tenantId } = principalOf(request);
        return once(db, request, reply.code(202), (tx) =>
          replayDelivery(tx, tenantId, null, request.params.id),
        );
      },
    );
  };
}
