import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Database, Tx } from '../db/database.ts';
import { StartupError } from '../lib/errors.ts';
import type { Sealer } from '../lib/seal.ts';

/**
 * `unsubscribe` signs unsubscribe links; `suppression` keys the hashes of suppressed addresses;
 * `session` signs access tokens and keys the hashes of recovery codes. All outlive any
 * PRESSRUN_SECRET: links must work after two rotations (P26), and nobody is signed out by one.
 */
export type InstanceKeys = { unsubscribe: Buffer; suppression: Buffer; session: Buffer };

/**
 * Reads the keys, making them on the first start. Throws StartupError when PRESSRUN_SECRET doesn't
 * open them: going on with new keys would break every link sent so far.
 */
export async function loadInstanceKeys(db: Database, sealer: Sealer): Promise<InstanceKeys> {
  return {
    unsubscribe: await loadKey(db.engine, sealer, 'unsubscribe'),
    suppression: await loadKey(db.engine, sealer, 'suppression'),
    session: await loadKey(db.engine, sealer, 'session'),
  };
}

async function loadKey(tx: Tx, sealer: Sealer, purpose: string): Promise<Buffer> {
  await insertKeyUnlessThere(tx, purpose, sealer.seal(randomBytes(32)));
  const sealed = await readKey(tx, purpose);
  const opened = sealer.unseal(sealed);
  if (!opened) {
    throw new StartupError(
      'PRESSRUN_SECRET is not the one this database was set up with. Set it to that value ' +
        '(or copy the file `secret` of the first DATA_DIR); to rotate, set "new,old".',
    );
  }
  if (!opened.current) await replaceKey(tx, purpose, sealed, sealer.seal(opened.plain));
  return opened.plain;
}

async function insertKeyUnlessThere(tx: Tx, purpose: string, sealed: Buffer): Promise<void> {
  await sql`insert into instance_keys (purpose, sealed) values (${purpose}, ${sealed})
            on conflict do nothing`.execute(tx);
}

async function readKey(tx: Tx, purpose: string): Promise<Buffer> {
  const { rows } = await sql<{ sealed: Buffer }>`
    select sealed from instance_keys where purpose = ${purpose}`.execute(tx);
  return rows[0]!.sealed;
}

async function replaceKey(tx: Tx, purpose: string, old: Buffer, sealed: Buffer): Promise<void> {
  await sql`update instance_keys set sealed = ${sealed}
            where purpose = ${purpose} and sealed = ${old}`.execute(tx);
}
