import { normaliseAddress } from '../lib/address.ts';
import { isReason, SUPPRESSION_REASONS, type SuppressionReason } from './suppression.ts';

/** A row as it was sent: of a CSV file, or of a JSON list. */
export type GivenRow = { row: number; email: string; reason: string | undefined };
export type ImportRow = { address: string; reason: SuppressionReason };
/** `row` is the line of the file (its header is line 1), or the position in the list from 1. */
export type RowError = { row: number; email: string; message: string };

/** An answer repeats so much of what was sent. */
const MAX_SHOWN = 254;

/** Reads rows one by one: a bad one doesn't spoil the others. `fallback` is for rows without a reason. */
export function readRows(
  given: GivenRow[],
  fallback: SuppressionReason,
): { rows: ImportRow[]; errors: RowError[]; failed: number } {
  const rows: ImportRow[] = [];
  const errors: RowError[] = [];
  for (const { row, email, reason } of given) {
    const address = normaliseAddress(email);
    const word = reason?.trim().toLowerCase() || fallback;
    if (!address) {
      errors.push(rowError(row, email, 'email: is not an address that mail can be sent to'));
    } else if (!isReason(word)) {
      const known = SUPPRESSION_REASONS.join(', ');
      errors.push(rowError(row, email, `reason: must be one of ${known}`));
    } else rows.push({ address, reason: word });
  }
  return { rows, errors, failed: errors.length };
}

function rowError(row: number, email: string, message: string): RowError {
  const shown = email.slice(0, MAX_SHOWN).replaceAll('\0', '\ufffd').toWellFormed();
  return { row, email: shown, message };
}
