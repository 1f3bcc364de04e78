import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { runChange } from '../http/change.ts';
import { IdParams } from '../http/fields.ts';
import { once } from '../http/idempotency.ts';
import { changing } from './audited.ts';
import { showSecret } from './created-endpoint.ts';
import { type DeliveryDeps, deliveryRoutes } from './delivery-routes.ts';
import { rotateSecret } from './rotate-secret.ts';
import {
  CreatedEndpoint,
  Deleted,
  Endpoint,
  EndpointList,
  EndpointPatch,
  NewEndpoint,
  Rotation,
  Toggle,
} from './schemas.ts';
import {
  createEndpoint,
  deleteEndpoint,
  listEndpoints,
  patchEndpoint,
  showEndpoint,
  toggleEndpoint,
} from './service.ts';

const tags = ['Webhooks'];
const config = { scope: 'webhooks:manage' } as const;

/** Where events are told to (contract: Webhooks). */
export function webhookRoutes(deps: DeliveryDeps): FastifyPluginAsync {
  const { db, sealer } = deps;
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    await app.register(deliveryRoutes(deps));

    app.post(
      '/webhooks/endpoints',
      {
        config: changing('create'),
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

    app.get(
      '/webhooks/endpoints/:id',
      {
        config,
        schema: {
          operationId: 'getWebhookEndpoint',
          summary: 'Show an endpoint, without its secret',
          tags,
          params: IdParams,
          response: { 200: Endpoint },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return inTenant(db, tenantId, (tx) => showEndpoint(tx, tenantId, request.params.id));
      },
    );

    app.patch(
      '/webhooks/endpoints/:id',
      {
        config: changing('update'),
        schema: {
          operationId: 'updateWebhookEndpoint',
          summary: 'Change only what is sent; deliveries that wait go to the new URL',
          tags,
          params: IdParams,
          body: EndpointPatch,
          response: { 200: Endpoint },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        const { id } = request.params;
        return runChange(db, request, (tx) =>
          patchEndpoint(tx, tenantId, id, request.body, deps.allowPrivateHosts),
        );
      },
    );

    app.patch(
      '/webhooks/endpoints/:id/toggle',
      {
        config: changing('toggle'),
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
        return runChange(db, request, (tx) =>
          toggleEndpoint(tx, tenantId, request.params.id, enabled),
        );
      },
    );

    app.post(
      '/webhooks/endpoints/:id/rotate-secret',
      {
        config: changing('rotate_secret'),
        schema: {
          operationId: 'rotateWebhookSecret',
          summary: 'Give an endpoint a new secret, shown this once',
          description:
            'For 24 hours the secret before it signs too, so that receivers can change theirs ' +
            'without missing anything; an even older one ends at once.',
          tags,
          params: IdParams,
          body: Rotation,
          response: { 200: CreatedEndpoint },
        },
      },
      async (request, reply) => {
        const { tenantId } = principalOf(request);
        const rotated = await once(db, request, reply.code(200), (tx) =>
          rotateSecret(tx, tenantId, request.params.id, request.body?.secret, sealer),
        );
        return showSecret(sealer, rotated) as never;
      },
    );

    app.delete(
      '/webhooks/endpoints/:id',
      {
        config: changing('delete'),
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
        await runChange(db, request, (tx) => deleteEndpoint(tx, tenantId, id));
        return { deleted: true, id };
      },
    );
  };
  return routes;
}
