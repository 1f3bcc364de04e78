// The other opinion on what a wall time means: Intl's, which only knows the way from an instant to a
// wall time. All instants that show it are searched for. Nothing here is the product's.

export const DAY = 86_400_000;
export const MINUTE = 60_000;

/** P10's six: with half an hour of summer time, a zone that sets its clocks back for Ramadan, one without. */
export const ZONES = [
  'Europe/Madrid',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kolkata',
];

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone, dateStyle: 'short', timeStyle: 'medium' },
  });
  formats.set(timeZone, made);
  return made;
}

/** The wall time in the zone, as if it were UTC, in ms; whole seconds. */
export function wallOf(instant: number, zone: string): number {
  return Date.parse(`${formatOf(zone).format(instant).replace(' ', 'T')}Z`);
}

export function offsetAt(instant: number, zone: string): number {
  return wallOf(instant, zone) - instant;
}

/** The earliest instant that shows this wall time; in a gap the one after it, by the old offset. */
export function expectedInstant(wall: number, zone: string): number {
  const before = offsetAt(wall - DAY, zone);
  const candidates = [wall - before, wall - offsetAt(wall + DAY, zone)];
  const showing = candidates.filter((instant) => wallOf(instant, zone) === wall);
  return showing.length > 0 ? Math.min(...showing) : wall - before;
}

/** Instants of the zone's changes from 2024 to 2030, to the minute. */
export function changesOf(zone: string): number[] {
  const changes: number[] = [];
  for (let day = Date.UTC(2024, 0, 1); day < Date.UTC(2030, 11, 31); day += DAY) {
    if (offsetAt(day, zone) === offsetAt(day + DAY, zone)) continue;
    let [low, high] = [day, day + DAY];
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / MINUTE / 2) * MINUTE;
      if (offsetAt(middle, zone) === offsetAt(low, zone)) low = middle;
      else high = middle;
    }
    changes.push(high);
  }
  return changes;
}

/** `2030-05-01T09:00:00` of a wall time. */
export function textOf(wall: number): string {
  return new Date(wall).toISOString().slice(0, 19);
}
