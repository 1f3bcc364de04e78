import { optOutAddresses } from '../contacts/opt-out-addresses.ts';
import type { Tx } from '../db/database.ts';
import type { Actor } from '../http/access.ts';
import { announceOptOuts } from './announce-opt-outs.ts';
import type { ImportRow, RowError } from './import-rows.ts';
import { type NewSuppression, upsertSuppressions } from './store.ts';
import { isOwnWish, type SuppressionReason, stronger } from './suppression.ts';

/** Rows of one statement: its text and its hashes stay far below a megabyte of memory each. */
const CHUNK = 5_000;
/** A file that is wrong throughout is told by its first rows. */
const MOST_ERRORS = 1_000;

export type ImportResult = {
  created: number;
  strengthened: number;
  unchanged: number;
  failed: number;
  errors: RowError[];
};

/**
 * Suppresses many addresses at the tenant's word, in one transaction; as with `addSuppression`, who
 * took itself off is unsubscribed. Rows that are wrong are answered and hold up
 * nobody. An address that stands there twice counts once, with the stronger reason. Idempotent.
 */
export async function importSuppressions(
  tx: Tx,
  tenantId: string,
  key: Buffer,
  { rows, errors, failed }: { rows: ImportRow[]; errors: RowError[]; failed: number },
  actor: Actor,
): Promise<ImportResult> {
  const distinct = eachOnce(rows);
  const wishes = distinct.filter(({ reason }) => isOwnWish(reason));
  const optedOut = await optOutAddresses(
    tx,
    tenantId,
    wishes.map(({ address }) => address),
    { method: 'suppression_import', actor },
  );
  const count = { created: 0, strengthened: 0 };
  for (let at = 0; at < distinct.length; at += CHUNK) {
    const chunk = distinct.slice(at, at + CHUNK);
    const { created, strengthened } = await upsertSuppressions(tx, tenantId, key, chunk);
    count.created += created;
    count.strengthened += strengthened;
  }
  await announceOptOuts(tx, tenantId, optedOut, 'import');
  const unchanged = rows.length - count.created - count.strengthened;
  return { ...count, unchanged, failed, errors: errors.slice(0, MOST_ERRORS) };
}

function eachOnce(rows: ImportRow[]): NewSuppression[] {
  const reasons = new Map<string, SuppressionReason>();
  for (const { address, reason } of rows) {
    reasons.set(address, stronger(reason, reasons.get(address) ?? reason));
  }
  return [...reasons].map(([address, reason]) => ({ address, reason }));
}
