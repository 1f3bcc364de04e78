import { stringify } from 'csv-stringify/sync';
import { guardedCell } from '../lib/csv-cell.ts';
import type { Suppression } from './suppression.ts';

const COLUMNS = ['email', 'reason', 'createdAt'];

export function csvHead(): string {
  return stringify([COLUMNS]);
}

/**
 * Suppressions as lines of CSV. A cell that a spreadsheet would run as a formula gets an apostrophe
 * in front (P34): `=cmd@example.com` is a valid address. An erased one has an empty address.
 */
export function csvLines(rows: Suppression[]): string {
  return stringify(
    rows.map(({ email, reason, createdAt }) => [
      guardedCell(email ?? ''),
      reason,
      createdAt.toISOString(),
    ]),
  );
}
