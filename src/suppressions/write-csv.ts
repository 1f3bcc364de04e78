import { stringify } from 'csv-stringify/sync';
import type { Suppression } from './suppression.ts';

const COLUMNS = ['email', 'reason', 'createdAt'];
/** The library's own guard knows no NUL (P34). */
const FORMULA = /^[=+\-@\t\r\0]/;

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
      guarded(email ?? ''),
      reason,
      createdAt.toISOString(),
    ]),
  );
}

function guarded(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}
