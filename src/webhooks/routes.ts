import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { IdParams } from '../http/fields.ts';
import { once } from '../http/idempotency.ts';
import type { Sealer } from '../lib/seal.ts';
import { showSecret } from './created-endpoint.ts';
import {
  CreatedEndpoint,
  Deleted,
  DeliveryList,
  DeliveryQuery,
  Endpoint,
  EndpointList,
  NewEndpoint,
  Toggle,
} from './schemas.ts';
import {
  createEndpoint,
  deleteEndpoint,
  listDeliveries,
  listEndpoints,
  toggleEndpoint,
} from './service.ts';

const tags = ['Webhooks'];
const config = { scope: 'webhooks:manage' } as const;

/** Where events are told to (contract: Webhooks). */
export function webhookRoutes(deps: {
  db: Database;
  sealer: Sealer;
  allowPrivateHosts: boolean;
}): FastifyPluginAsync {
  const { db, sealer } = deps;
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    app.post(
      '/webhooks/endpoints',
      {
        config,
        schema: {
          operationId: 'createWebhookEndpoint',
          summary: 'Add an endpoint; its secret is shown this once',
          tags,
          body: NewEndpoint,
          response: { 201: CreatedEndpoint },
        },
      },
      async (request, reply) => {
        const { tenantId } = principalOf(request);
        const created = await once(db, request, reply.code(201), (tx) =>
          createEndpoint(tx, tenantId, request.body, deps),
        );
        return showSecret(sealer, created) as never;
      },
    );

    app.get(
      '/webhooks/endpoints',
      {
        config,
        schema: {
          operationId: 'listWebhookEndpoints',
          summary: 'List endpoints',
          tags,
          response: { 200: EndpointList },
        },
      },
      async (request) => {
        const { tenantId } = principalOf(request);
        return { data: await inTenant(db, tenantId, (tx) => listEndpoints(tx, tenantId)) };
      },
    );

    app.patch(
      '/webhooks/endpoints/:id/toggle',
      {
        config,
        schema: {
          operationId: 'toggleWebhookEndpoint',
          summary: 'Turn an endpoint on or off',
          description:
            'Without a body it is turned over. While it is off nothing new is kept for it; ' +
            'deliveries that wait go on waiting and are tried again once it is on.',
          tags,
          params: IdParams,
          body: Toggle,
          response: { 200: Endpoint },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        const enabled = request.body?.enabled ?? null;
        return inTenant(db, tenantId, (tx) =>
          toggleEndpoint(tx, tenantId, request.params.id, enabled),
        );
      },
    );

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
      async (request) => {
        const { tenantId } = principalOf(request);
        const { limit } = request.query;
        const data = await inTenant(db, tenantId, (tx) =>
          listDeliveries(tx, tenantId, request.params.id, limit),
        );
        return { data, meta: { limit } };
      },
    );

    app.delete(
      '/webhooks/endpoints/:id',
      {
        config,
        schema: {
          operationId: 'deleteWebhookEndpoint',
          summary: 'Delete an endpoint and the record of its deliveries',
          tags,
          params: IdParams,
          response: { 200: Deleted },
        },
      },
      async (request) => {
        const { tenantId } = principalOf(request);
        const { id } = request.params;
        await inTenant(db, tenantId, (tx) => deleteEndpoint(tx, tenantId, id));
        return { deleted: true, id };
      },
    );
  };
  return routes;
}
