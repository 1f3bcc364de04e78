import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { runChange } from '../http/change.ts';
import { once } from '../http/idempotency.ts';
import { normaliseAddress } from '../lib/address.ts';
import { invalidField, notFound } from '../lib/errors.ts';
import { addSuppression } from './add-suppression.ts';
import { csvRoutes } from './csv-routes.ts';
import { removeSuppression } from './remove-suppression.ts';
import {
  EmailParams,
  ListQuery,
  NewSuppression,
  Removal,
  Suppression,
  SuppressionList,
} from './schemas.ts';
import { listSuppressions, showSuppression } from './service.ts';

const tags = ['Suppressions'];

/** Addresses that get no mail (contract: Suppressions). */
export function suppressionRoutes(deps: {
  db: Database;
  suppressionKey: Buffer;
}): FastifyPluginAsync {
  const { db, suppressionKey } = deps;
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    await app.register(csvRoutes(deps));

    app.get(
      '/suppressions',
      {
        config: { scope: 'suppressions:read' },
        schema: {
          operationId: 'listSuppressions',
          summary: 'List suppressed addresses, newest first',
          tags,
          querystring: ListQuery,
          response: { 200: SuppressionList },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return inTenant(db, tenantId, (tx) => listSuppressions(tx, tenantId, request.query));
      },
    );

    app.post(
      '/suppressions',
      {
        config: {
          scope: 'suppressions:write',
          audit: { action: 'suppression.create', fields: ['reason'] },
        },
        schema: {
          operationId: 'createSuppression',
          summary: 'Suppress an address; a stronger reason that is there already stays',
          description:
            'With `unsubscribe` and `complaint` the contact is unsubscribed too: only a newer ' +
            'consent brings it back.',
          tags,
          body: NewSuppression,
          response: { 201: Suppression },
        },
      },
      (request, reply) => {
        const { tenantId, actor } = principalOf(request);
        const address = normaliseAddress(request.body.email);
        if (!address) throw invalidField('email', 'is not an address that mail can be sent to');
        const reason = request.body.reason ?? 'manual';
        return once(db, request, reply.code(201), (tx) =>
          addSuppression(tx, tenantId, suppressionKey, address, reason, actor),
        );
      },
    );

    app.get(
      '/suppressions/:email',
      {
        config: { scope: 'suppressions:read' },
        schema: {
          operationId: 'getSuppression',
          summary: 'Whether and why an address is suppressed',
          tags,
          params: EmailParams,
          response: { 200: Suppression },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        const email = normaliseAddress(request.params.email);
        if (!email) throw notFound('Suppression');
        return inTenant(db, tenantId, (tx) => showSuppression(tx, tenantId, suppressionKey, email));
      },
    );

    app.delete(
      '/suppressions/:email',
      {
        config: {
          scope: 'suppressions:write',
          audit: { action: 'suppression.delete', fields: ['reason'] },
        },
        schema: {
          operationId: 'deleteSuppression',
          summary: 'Let a suppressed address get mail again',
          description:
            'Where the person took itself off (`unsubscribe`, `complaint`) the contact stays ' +
            'unsubscribed: no deletion brings anybody back into campaigns, only a new consent ' +
            'does. The entry of an erased person goes only once such a consent is recorded (409).',
          tags,
          params: EmailParams,
          response: { 200: Removal },
        },
      },
      async (request) => {
        const { tenantId, actor } = principalOf(request);
        const email = normaliseAddress(request.params.email);
        if (!email) throw notFound('Suppression');
        return runChange(db, request, (tx) =>
          removeSuppression(tx, tenantId, suppressionKey, email, actor),
        );
      },
    );
  };
  return routes;
}
