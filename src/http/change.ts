import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { principalOf } from './access.ts';
import { type AuditedChange, type ChangeRecord, describeChange } from './audited-change.ts';

/** Writes into the audit log, in the transaction of the change. */
export type RecordChange = (tx: Tx, tenantId: string, record: ChangeRecord) => Promise<void>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the audit log keeps of the change that the route makes. */
    audit?: AuditedChange;
  }
  interface FastifyInstance {
    recordChange: RecordChange;
  }
}

/**
 * Runs the change of a PUT, PATCH or DELETE in one transaction of the tenant; its record in the audit log
 * commits with it. POSTs have `once` for both.
 */
export function runChange<T>(
  db: Database,
  request: FastifyRequest,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return inTenant(db, principalOf(request).tenantId, (tx) => recorded(tx, request, work));
}

/** Set on an answer that was given before: nothing changed this time. */
export const REPLAYED = 'idempotent-replayed';

/**
 * The work and its record, if the route's `audit` asks for one. None where the work found, by a key in
 * the body, that it was done before (`reply` says so).
 */
export async function recorded<T>(
  tx: Tx,
  request: FastifyRequest,
  work: (tx: Tx) => Promise<T>,
  reply?: FastifyReply,
): Promise<T> {
  const { audit } = request.routeOptions.config;
  if (!audit) return work(tx);
  const { tenantId, actor } = principalOf(request);
  const params = request.params as Record<string, string>;
  const before = (await audit.before?.(tx, tenantId, params)) ?? null;
  const result = await work(tx);
  if (reply?.hasHeader(REPLAYED)) return result;
  const record = describeChange(request, actor, audit, before, result);
  await request.server.recordChange(tx, tenantId, record);
  return result;
}
