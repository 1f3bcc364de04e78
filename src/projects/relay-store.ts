import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Identity, RelaySettings } from './project.ts';

/** A project that mail goes by, and who it is from. */
export type HeldProject = Identity &
  Pick<RelaySettings, 'host' | 'user'> & { id: string; relayVersion: number };

/**
 * The project that a campaign's mail goes by: the named one, else the tenant's default. It can't be
 * deleted before the transaction ends.
 */
export async function holdProjectRow(
  tx: Tx,
  tenantId: string,
  projectId: string | null,
): Promise<HeldProject | undefined> {
  const { rows } = await sql<HeldProject>`
    select id, relay_version as "relayVersion", host, smtp_user as "user", from_name as "fromName",
           from_email as "fromEmail", reply_to as "replyTo"
    from projects
    where tenant_id = ${tenantId}
      and case when ${projectId}::text is null then is_default else id = ${projectId} end
    for key share`.execute(tx);
  return rows[0];
}

export type StoredRelay = RelaySettings & {
  name: string;
  passwordSealed: Buffer | null;
  relayVersion: number;
};

export async function findRelayRow(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<StoredRelay | undefined> {
  const { rows } = await sql<StoredRelay>`
    select name, host, port, tls_mode as "tlsMode", smtp_user as "user", auth,
           password_sealed as "passwordSealed", relay_version as "relayVersion"
    from projects where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
  return rows[0];
}

/** Puts the same password there, sealed anew; nothing if somebody changed it meanwhile. */
export async function resealRow(
  tx: Tx,
  tenantId: string,
  id: string,
  before: Buffer,
  after: Buffer,
): Promise<void> {
  await sql`
    update projects set password_sealed = ${after}
    where tenant_id = ${tenantId} and id = ${id} and password_sealed = ${before}`.execute(tx);
}
