/** What a spreadsheet would run as a formula (P34), also behind apostrophes that were put before it. */
const FORMULA = /^'*[=+\-@\t\r\0]/;
const GUARDED = /^'+[=+\-@\t\r\0]/;

/**
 * A cell for a CSV file that people open in a spreadsheet: one that would be run as a formula gets an
 * apostrophe in front. `=cmd@example.com` is a valid address.
 */
export function guardedCell(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** The cell as it was before `guardedCell`; what a spreadsheet wrote with an apostrophe, likewise. */
export function unguardedCell(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell;
}
