const DAY = 86_400_000;

/**
 * `2030-05-01T09:00` of a zone as an instant, by the server's rule (`compatible`): a time that a change of the
 * clocks skips is read as the later one, a time that comes twice as the earlier. Null for no such day.
 */
export function instantOf(wall: string, zone: string): Date | null {
  const utc = Date.parse(`${wall}Z`);
  if (Number.isNaN(utc)) return null;
  const before = offsetAt(utc - DAY, zone);
  const after = offsetAt(utc + DAY, zone);
  const readings = [utc - before, utc - after].filter((at) => at + offsetAt(at, zone) === utc);
  return new Date(readings.length > 0 ? Math.min(...readings) : utc - before);
}

/** What the clocks of a zone show: `2030-05-01T09:00`. */
export function wallOf(instant: Date, zone: string): string {
  return new Date(instant.getTime() + offsetAt(instant.getTime(), zone)).toISOString().slice(0, 16);
}

/** An instant in the viewer's language, as the clocks of a zone show it. */
export function inZone(instant: Date, timeZone: string): string {
  const how = { dateStyle: 'full', timeStyle: 'short', timeZone } as const;
  return new Intl.DateTimeFormat(undefined, how).format(instant);
}

export const OWN_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** How far a zone is from UTC then: `GMT+9`. */
export function zoneOffsetName(zone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    timeZoneName: 'shortOffset',
  }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  clocks.set(timeZone, clock);
  return clock;
}

function offsetAt(instant: number, timeZone: string): number {
  const parts = clockOf(timeZone).formatToParts(instant);
  const of = (wanted: string) => Number(parts.find(({ type }) => type === wanted)!.value);
  const wall = Date.UTC(
    ...([of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')] as const),
  );
  return wall - Math.floor(instant / 1_000) * 1_000;
}
