import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from '../http/access.ts';
import { runChange } from '../http/change.ts';
import { IdParams } from '../http/fields.ts';
import { once } from '../http/idempotency.ts';
import type { Sealer } from '../lib/seal.ts';
import { showOnce } from '../lib/shown-once.ts';
import { addKey, endKey, listLiveKeys, showKey } from './api-keys.ts';
import { ApiKeyCreate, ApiKeyCreated, ApiKeyList, KeyParams, KeyRevoked } from './key-schemas.ts';

const tags = ['API keys'];
const FIELDS = ['name', 'mode', 'scopes'];
const owner = { role: 'owner', tenantInPath: true } as const;
const before = (tx: Tx, tenantId: string, { keyId }: Record<string, string>) =>
  showKey(tx, tenantId, keyId!);

/** The keys of a tenant (contract: Authentication). Owners only, and only when they signed in. */
export function keyRoutes(deps: { db: Database; sealer: Sealer }): FastifyPluginAsyncTypebox {
  const { db, sealer } = deps;
  return async (app) => {
    app.post(
      '/tenants/:id/api-keys',
      {
        config: { ...owner, audit: { action: 'api_key.create', fields: FIELDS } },
        schema: {
          ...{ operationId: 'createApiKey', summary: 'Make a key; it is shown this once', tags },
          description: 'At most 100. Mail of a `test` key goes to the outbox only.',
          params: IdParams,
          body: ApiKeyCreate,
          response: { 201: ApiKeyCreated },
        },
      },
      async (request, reply) => {
        const { tenantId } = principalOf(request);
        const created = await once(db, request, reply.code(201), (tx) =>
          addKey(tx, tenantId, request.body, sealer),
        );
        return showOnce(sealer, created, 'key') as never;
      },
    );

    app.get(
      '/tenants/:id/api-keys',
      {
        config: owner,
        schema: {
          ...{ operationId: 'listApiKeys', summary: 'List the keys that are good', tags },
          description: 'By when they were made. Keys that were revoked are in the audit log.',
          params: IdParams,
          response: { 200: ApiKeyList },
        },
      },
      async (request) => {
        const { tenantId } = principalOf(request);
        return { data: await inTenant(db, tenantId, (tx) => listLiveKeys(tx, tenantId)) };
      },
    );

    app.delete(
      '/tenants/:id/api-keys/:keyId',
      {
        config: { ...owner, audit: { action: 'api_key.revoke', fields: FIELDS, before } },
        schema: {
          ...{ operationId: 'revokeApiKey', summary: 'End a key at once, everywhere', tags },
          params: KeyParams,
          response: { 200: KeyRevoked },
        },
      },
      (request) => {
        const { tenantId } = principalOf(request);
        return runChange(db, request, (tx) => endKey(tx, tenantId, request.params.keyId));
      },
    );
  };
}
