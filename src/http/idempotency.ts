import { createHash } from 'node:crypto';
import { domainToUnicode } from 'node:url';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { invalidField, PressrunError } from '../lib/errors.ts';
import { principalOf } from './access.ts';
import { REPLAYED, recorded } from './change.ts';

/** How long a POST that talks to the network may take before its key counts as left behind. */
const ABANDONED_AFTER = '5 minutes';

type Guard = { tenantId: string; key: string; hash: Buffer };

/**
 * Runs a POST's use-case in one transaction, at most once per Idempotency-Key (contract: Limits;
 * P14). The key, the answer and the record in the audit log commit together with the change, so a crash
 * between commit and reply leaves all or none (P15).
 */
export async function once<T>(
  db: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const guard = guardOf(request);
  const { tenantId } = principalOf(request);
  return inTenant(db, tenantId, async (tx) => {
    if (!guard) return recorded(tx, request, work, reply);
    const answer = await begin(tx, guard);
    if (answer) return replay<T>(reply, answer);
    const body = await recorded(tx, request, work, reply);
    await storeAnswer(tx, guard, reply.statusCode, reply.serialize(body) as string);
    return body;
  });
}

/**
 * The same for a POST that goes on after its change is committed (it waits for a delivery): a repeated
 * request gets the stored answer as a value, to go on from there itself.
 */
export async function onceThen<T>(
  db: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const { tenantId } = principalOf(request);
  const guard = guardOf(request);
  return inTenant(db, tenantId, async (tx) => {
    if (!guard) return recorded(tx, request, work, reply);
    const answer = await begin(tx, guard);
    if (answer) return parsed<T>(reply, answer);
    const body = await recorded(tx, request, work, reply);
    await storeAnswer(tx, guard, reply.statusCode, JSON.stringify(body));
    return body;
  });
}

/**
 * The same for a key that stands in the body as `idempotencyKey` (contract: Transactional), in the
 * transaction of the change. The query isn't part of the request here: who waits for the delivery may
 * ask again without waiting.
 */
export async function onceByBody<T>(
  tx: Tx,
  request: FastifyRequest,
  reply: FastifyReply,
  key: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (key === undefined) return work();
  const guard = bodyGuardOf(request, key);
  const answer = await begin(tx, guard);
  if (answer) return parsed<T>(reply, answer);
  const body = await work();
  await storeAnswer(tx, guard, reply.statusCode, JSON.stringify(body));
  return body;
}

/**
 * Throws `idempotency_mismatch` for a key that was used with another request: for routes that read much
 * of the body before their transaction begins, so that a reused key is what the caller hears of first.
 */
export async function refuseOtherRequest(
  db: Database,
  request: FastifyRequest,
  bodyKey: string | undefined,
): Promise<void> {
  const header = guardOf(request);
  const body = bodyKey === undefined ? null : bodyGuardOf(request, bodyKey);
  const guards = [header, body].filter((guard) => guard !== null);
  if (guards.length === 0) return;
  await inTenant(db, principalOf(request).tenantId, async (tx) => {
    for (const guard of guards) requireSame(guard, await findAnswer(tx, guard));
  });
}

function bodyGuardOf(request: FastifyRequest, key: string): Guard {
  const { tenantId } = principalOf(request);
  const path = request.url.split('?', 1)[0];
  const text = `${request.method} ${path}\n${JSON.stringify(request.body)}`;
  // A line break can't stand in a header, so these never meet with keys that come in one.
  return { tenantId, key: `body\n${sha256(key).toString('hex')}`, hash: sha256(text) };
}

function parsed<T>(reply: FastifyReply, answer: Answer): T {
  reply.code(answer.statusCode).header(REPLAYED, 'true');
  return JSON.parse(answer.reply) as T;
}

/**
 * The same for a POST that talks to the network, which no transaction may span: the key is taken
 * first, the answer stored after. A crash between leaves the key "running" for five minutes.
 */
export async function onceOutside<T>(
  db: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<T>,
): Promise<T> {
  const guard = guardOf(request);
  if (!guard) return work();
  const taken = await inTenant(db, guard.tenantId, async (tx) => {
    const answer = await begin(tx, guard);
    if (!answer) await takeKey(tx, guard);
    return answer;
  });
  if (taken) return replay<T>(reply, taken);
  try {
    const body = await work();
    const text = reply.serialize(body) as string;
    await inTenant(db, guard.tenantId, (tx) => storeAnswer(tx, guard, reply.statusCode, text));
    return body;
  } catch (error) {
    await inTenant(db, guard.tenantId, (tx) => releaseKey(tx, guard));
    throw error;
  }
}

/**
 * Forgets the stored answers in which this address stands, in any case and with its domain as
 * A-label or not: a part of erasing a person (P45). A request with such a key would run again.
 */
export async function forgetInAnswers(tx: Tx, tenantId: string, address: string): Promise<void> {
  const at = address.lastIndexOf('@') + 1;
  const readable = address.slice(0, at) + domainToUnicode(address.slice(at));
  await sql`
    delete from idempotency_keys
    where tenant_id = ${tenantId}
      and (position(lower(${address}) in lower(reply)) > 0
           or position(lower(${readable}) in lower(reply)) > 0)`.execute(tx);
}

/** Forgets answers older than 24 hours. Crosses tenants. */
export async function deleteOldAnswers(tx: Tx): Promise<void> {
  await sql`delete from idempotency_keys where created_at < now() - interval '24 hours'`.execute(
    tx,
  );
}

function guardOf(request: FastifyRequest): Guard | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || key.length < 1 || key.length > 255) {
    throw invalidField('Idempotency-Key', 'must have 1 to 255 characters');
  }
  const text = `${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`;
  return { tenantId: principalOf(request).tenantId, key, hash: sha256(text) };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

type Answer = { statusCode: number; reply: string };

async function begin(tx: Tx, guard: Guard): Promise<Answer | null> {
  if (!(await tryLock(tx, guard))) throw running();
  const stored = await findAnswer(tx, guard);
  if (!stored) return null;
  requireSame(guard, stored);
  if (stored.reply !== null) return { statusCode: stored.status_code ?? 200, reply: stored.reply };
  if (!stored.abandoned) throw running();
  await releaseKey(tx, guard);
  return null;
}

function requireSame(guard: Guard, stored: { request_hash: Buffer } | undefined): void {
  if (!stored || stored.request_hash.equals(guard.hash)) return;
  throw new PressrunError(
    'idempotency_mismatch',
    'This Idempotency-Key was used with another request; use a new key for a new request',
  );
}

function replay<T>(reply: FastifyReply, answer: Answer): T {
  reply.code(answer.statusCode).header(REPLAYED, 'true');
  // The stored text is the answer: it must not pass the serializer again.
  reply.serializer((text: unknown) => text as string).type('application/json; charset=utf-8');
  return answer.reply as T;
}

function running(): PressrunError {
  return new PressrunError(
    'idempotency_running',
    'A request with this Idempotency-Key is still running; ask again shortly',
  );
}

async function tryLock(tx: Tx, { tenantId, key }: Guard): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`${tenantId} ${key}`}, 0)) as locked`.execute(
    tx,
  );
  return rows[0]?.locked ?? false;
}

async function findAnswer(tx: Tx, { tenantId, key }: Guard) {
  const { rows } = await sql<{
    request_hash: Buffer;
    status_code: number | null;
    reply: string | null;
    abandoned: boolean;
  }>`
    select request_hash, status_code, reply,
           created_at < now() - ${ABANDONED_AFTER}::interval as abandoned
    from idempotency_keys where tenant_id = ${tenantId} and key = ${key}`.execute(tx);
  return rows[0];
}

async function takeKey(tx: Tx, { tenantId, key, hash }: Guard): Promise<void> {
  await sql`insert into idempotency_keys (tenant_id, key, request_hash)
            values (${tenantId}, ${key}, ${hash})`.execute(tx);
}

async function storeAnswer(tx: Tx, guard: Guard, statusCode: number, reply: string): Promise<void> {
  await sql`
    insert into idempotency_keys (tenant_id, key, request_hash, status_code, reply)
    values (${guard.tenantId}, ${guard.key}, ${guard.hash}, ${statusCode}, ${reply})
    on conflict (tenant_id, key) do update
      set status_code = excluded.status_code, reply = excluded.reply`.execute(tx);
}

async function releaseKey(tx: Tx, { tenantId, key }: Guard): Promise<void> {
  await sql`delete from idempotency_keys
            where tenant_id = ${tenantId} and key = ${key} and reply is null`.execute(tx);
}
