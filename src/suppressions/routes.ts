import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import Type from 'typebox';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { Instant, Nullable } from '../http/fields.ts';
import { once } from '../http/idempotency.ts';
import { normaliseAddress } from '../lib/address.ts';
import { invalidField, notFound } from '../lib/errors.ts';
import { listSuppressions, suppress, unsuppress } from './service.ts';
import { SUPPRESSION_REASONS } from './suppression.ts';

const tags = ['Suppressions'];
const Reason = Type.Enum(SUPPRESSION_REASONS);

const Suppression = Type.Object(
  { email: Nullable(Type.String()), reason: Reason, createdAt: Instant },
  {
    description: '`email` is null after an erasure; the address stays suppressed by a keyed hash.',
    examples: [
      { email: 'ana@example.com', reason: 'manual', createdAt: '2026-03-01T09:30:00.000Z' },
    ],
  },
);

const NewSuppression = Type.Object(
  {
    email: Type.String({ minLength: 1, maxLength: 320 }),
    reason: Type.Optional(Type.Enum(SUPPRESSION_REASONS, { default: 'manual' })),
  },
  { additionalProperties: false, examples: [{ email: 'ana@example.com', reason: 'manual' }] },
);

const ListQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
    cursor: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
);

/** Addresses that get no mail (contract: Suppressions). */
export function suppressionRoutes(deps: {
  db: Database;
  suppressionKey: Buffer;
}): FastifyPluginAsync {
  const { db, suppressionKey } = deps;
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    app.get(
      '/suppressions',
      {
        config: { scope: 'suppressions:read' },
        schema: {
          operationId: 'listSuppressions',
          summary: 'List suppressed addresses, newest first',
          tags,
          querystring: ListQuery,
          response: {
            200: Type.Object({
              data: Type.Array(Suppression),
              meta: Type.Object({ limit: Type.Integer(), nextCursor: Nullable(Type.String()) }),
            }),
          },
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
        config: { scope: 'suppressions:write' },
        schema: {
          operationId: 'createSuppression',
          summary: 'Suppress an address; a stronger reason that is there already stays',
          tags,
          body: NewSuppression,
          response: { 201: Suppression },
        },
      },
      (request, reply) => {
        const { tenantId } = principalOf(request);
        const address = normaliseAddress(request.body.email);
        if (!address) throw invalidField('email', 'is not an address that mail can be sent to');
        const reason = request.body.reason ?? 'manual';
        return once(db, request, reply.code(201), (tx) =>
          suppress(tx, tenantId, suppressionKey, address, reason),
        );
      },
    );

    app.delete(
      '/suppressions/:email',
      {
        config: { scope: 'suppressions:write' },
        schema: {
          operationId: 'deleteSuppression',
          summary: 'Let a suppressed address get mail again',
          tags,
          params: Type.Object({ email: Type.String() }),
          response: { 200: Type.Object({ deleted: Type.Boolean(), email: Type.String() }) },
        },
      },
      async (request) => {
        const { tenantId } = principalOf(request);
        const email = normaliseAddress(request.params.email);
        if (!email) throw notFound('Suppression');
        await inTenant(db, tenantId, (tx) => unsuppress(tx, tenantId, suppressionKey, email));
        return { deleted: true, email };
      },
    );
  };
  return routes;
}
