import type { FastifyInstance } from 'fastify';
import type { Database } from '../db/database.ts';
import { findQuota } from './quota.ts';
import { quotaHeaders } from './quota-rules.ts';

/**
 * Puts the contract's `X-Quota-…` headers on answers of the routes that send and of those of campaigns,
 * refusals included, when the tenant has a quota. They count what the request itself enqueued. One
 * statement with its own tenant: a transaction would be three round trips more on each answer.
 */
export function showQuota(app: FastifyInstance, db: Database): void {
  app.addHook('onSend', async (request, reply) => {
    const { scope = '' } = request.routeOptions.config;
    if (!request.principal || !/^(campaigns:|email:send$)/.test(scope)) return;
    const { tenantId } = request.principal;
    try {
      reply.headers(quotaHeaders(await findQuota(db.engine, tenantId)));
    } catch (error) {
      // The answer is made, and what it says was done was done: it goes out without them.
      request.log.warn({ reason: (error as Error).message }, 'no quota headers');
    }
  });
}
