const FORM =
  /^([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(?:[Tt ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,9}))?)?([Zz]|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])?)?$/;

/**
 * The instant that an ISO 8601 text names, to the millisecond; null for any other text. A day alone is
 * its first moment, and without an offset it is UTC. `iso_instant()` in the database reads texts the
 * same way: the migration says why it isn't a cast.
 */
export function parseInstant(text: string): Date | null {
  const parts = FORM.exec(text);
  if (!parts || parts[1] === '0000') return null;
  const [year, month, day, hour, minute, second] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  const ms = Number((parts[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const at = new Date(0);
  // Not Date.UTC: it takes the years 0 to 99 for 1900 to 1999.
  at.setUTCFullYear(year, month - 1, day);
  if (at.getUTCDate() !== day) return null;
  at.setUTCHours(hour, minute, second, ms);
  return new Date(at.getTime() - offsetMs(parts[8]));
}

function offsetMs(zone = 'Z'): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
