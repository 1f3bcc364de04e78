import type { LookupFunction } from 'node:net';
import type { Database } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import { PressrunError } from '../lib/errors.ts';
import { publicLookup } from '../lib/public-address.ts';
import type { Sealer } from '../lib/seal.ts';
import type { SmtpTarget } from '../smtp/target.ts';
import { openPassword, sealPassword } from './credentials.ts';
import type { RelaySettings, TlsMode } from './project.ts';
import { findRelayRow, resealRow, type StoredRelay } from './relay-store.ts';

/** A project's SMTP server, ready to be spoken to. */
export type ProjectRelay = { name: string; relayVersion: number; target: SmtpTarget };

const TLS: Record<TlsMode, SmtpTarget['tls']> = {
  ...{ none: 'off', starttls: 'opportunistic', required: 'required', implicit: 'implicit' },
};

/** What the client needs of a relay. Certificates are always verified, but for loopback (decision 0008). */
export function targetOf(
  { host, port, tlsMode, user, auth }: RelaySettings,
  password: string | null,
): SmtpTarget | null {
  if (host === null || port === null || tlsMode === null) return null;
  const tls = TLS[tlsMode];
  const strict = { verify: true, ca: null, cleartextAuth: false, isProject: true };
  return { host, port, user, password, tls, auth, ...strict };
}

/** How a tenant's host is looked up: each address that would be dialled has to be public (P29). */
export function relayLookup(allowPrivateHosts: boolean): LookupFunction | undefined {
  return allowPrivateHosts ? undefined : publicLookup;
}

/**
 * A project's own relay with its password; null when it has none or isn't there. A password that an older
 * secret sealed is sealed anew. Throws `unavailable` when no secret opens it.
 */
export async function loadRelay(
  db: Database,
  sealer: Sealer,
  tenantId: string,
  projectId: string,
): Promise<ProjectRelay | null> {
  const row = await inTenant(db, tenantId, (tx) => findRelayRow(tx, tenantId, projectId));
  if (!row) return null;
  const password = await passwordOf(db, sealer, tenantId, projectId, row);
  const target = targetOf(row, password);
  return target && { name: row.name, relayVersion: row.relayVersion, target };
}

async function passwordOf(
  db: Database,
  sealer: Sealer,
  tenantId: string,
  projectId: string,
  { passwordSealed }: StoredRelay,
): Promise<string | null> {
  if (!passwordSealed) return null;
  const opened = openPassword(sealer, tenantId, projectId, passwordSealed);
  if (!opened) {
    const why = 'The password can not be opened: PRESSRUN_SECRET is another one; set it again';
    throw new PressrunError('unavailable', why);
  }
  const { password, current } = opened;
  if (!current) {
    const anew = sealPassword(sealer, tenantId, projectId, password);
    await inTenant(db, tenantId, (tx) => resealRow(tx, tenantId, projectId, passwordSealed, anew));
  }
  return password;
}
