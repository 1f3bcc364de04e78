import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { type Endpoint, ROTATION_HOURS } from './endpoint.ts';
import { endpointColumns } from './store.ts';

/** The new secret signs from now on; the one before signs beside it for ROTATION_HOURS. */
export async function replaceSecret(
  tx: Tx,
  tenantId: string,
  id: string,
  secretSealed: Buffer,
): Promise<Endpoint | undefined> {
  const { rows } = await sql<Endpoint>`
    update webhook_endpoints
    set previous_secret_sealed = secret_sealed, secret_sealed = ${secretSealed},
        previous_secret_until = now() + make_interval(hours => ${ROTATION_HOURS}),
        updated_at = now()
    where tenant_id = ${tenantId} and id = ${id}
    returning ${endpointColumns()}`.execute(tx);
  return rows[0];
}

export type TargetRow = {
  url: string;
  longRetries: boolean;
  enabled: boolean;
  isPaused: boolean;
  secretSealed: Buffer;
  /** Null when there is none, or its time is over. */
  previousSealed: Buffer | null;
  previousIsOver: boolean;
};

/** Where to deliver, and with what to sign. */
export async function findTarget(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<TargetRow | undefined> {
  const { rows } = await sql<TargetRow>`
    select url, long_retries as "longRetries", enabled,
           coalesce(paused_until > now(), false) as "isPaused", secret_sealed as "secretSealed",
           case when previous_secret_until > now() then previous_secret_sealed end
             as "previousSealed",
           coalesce(previous_secret_until <= now(), false) as "previousIsOver"
    from webhook_endpoints
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
  return rows[0];
}

/** Replaces the seal of a secret wherever it stands, unless someone changed it meanwhile. */
export async function resealSecret(
  tx: Tx,
  tenantId: string,
  id: string,
  { old, sealed }: { old: Buffer; sealed: Buffer },
): Promise<void> {
  await sql`
    update webhook_endpoints
    set secret_sealed = case when secret_sealed = ${old} then ${sealed} else secret_sealed end,
        previous_secret_sealed = case when previous_secret_sealed = ${old} then ${sealed}
                                      else previous_secret_sealed end
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/** A secret whose time is over isn't kept. */
export async function forgetPreviousSecret(tx: Tx, tenantId: string, id: string): Promise<void> {
  await sql`
    update webhook_endpoints set previous_secret_sealed = null, previous_secret_until = null
    where tenant_id = ${tenantId} and id = ${id} and previous_secret_until <= now()`.execute(tx);
}
