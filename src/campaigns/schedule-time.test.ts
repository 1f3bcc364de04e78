import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changesOf,
  expectedInstant,
  MINUTE,
  textOf,
  wallOf,
  ZONES,
} from '../../test/support/wall-clock.ts';
import { readScheduleTime } from './schedule-time.ts';

// P10 for each change; 10,000 cases and the waves: wave.test.ts.

const FIRST = Date.UTC(2024, 0, 1);
const LAST = Date.UTC(2030, 11, 31);

describe.each(ZONES)('%s', (zone) => {
  test('each change from 2024 to 2030: a gap is read as the later time, an overlap as the first', () => {
    for (const change of changesOf(zone)) {
      const wall = wallOf(change, zone);
      for (let minutes = -150; minutes <= 150; minutes += 15) {
        const local = wall + minutes * MINUTE;
        const { instant } = readScheduleTime(textOf(local), zone);
        expect(instant.toISOString()).toBe(new Date(expectedInstant(local, zone)).toISOString());
      }
    }
  });

  test('any wall time', () => {
    const walls = fc.integer({ min: FIRST / 1_000, max: LAST / 1_000 });
    fc.assert(
      fc.property(walls, (seconds) => {
        const { instant, local } = readScheduleTime(textOf(seconds * 1_000), zone);
        expect(instant.getTime()).toBe(expectedInstant(seconds * 1_000, zone));
        // The wall time that is kept is the one that the instant shows.
        expect(Date.parse(`${local}Z`)).toBe(wallOf(instant.getTime(), zone));
      }),
      { numRuns: 300 },
    );
  });
});

test('known cases', () => {
  const at = (text: string, zone: string) => readScheduleTime(text, zone).instant.toISOString();
  expect(at('2026-03-29T02:30:00', 'Europe/Madrid')).toBe('2026-03-29T01:30:00.000Z');
  expect(readScheduleTime('2026-03-29T02:30', 'Europe/Madrid').local).toBe('2026-03-29T03:30:00');
  expect(at('2026-10-25T02:30:00', 'Europe/Madrid')).toBe('2026-10-25T00:30:00.000Z');
  expect(at('2026-05-01', 'UTC')).toBe('2026-05-01T00:00:00.000Z');
});

test('an offset is heeded however it is written', () => {
  for (const text of [
    '2030-07-01T09:00:00+02:00',
    '2030-07-01 09:00:00+02:00',
    '2030-07-01t09:00:00+02:00',
    '2030-07-01T09:00:00+0200',
    '2030-07-01T09:00:00+02',
    '2030-07-01T09:00:00+02:00:00',
    '2030-07-01T09:00:00+02:00[Europe/Madrid]',
    '2030-07-01T07:00:00.000Z',
    '2030-07-01 07:00:00z',
  ]) {
    const { instant, local } = readScheduleTime(text, 'Asia/Kolkata');
    expect({ text, at: instant.toISOString() }).toEqual({ text, at: '2030-07-01T07:00:00.000Z' });
    expect(local).toBe('2030-07-01T12:30:00');
  }
});

test('what is no time, and what says a zone beside the zone, is refused', () => {
  for (const text of [
    '',
    'tomorrow',
    '2030-02-30T09:00:00',
    '2030-07-01T25:00:00',
    '2030-07-01T09:00:00[Europe/Madrid]',
    '09:00:00',
    '1893456000',
    '2030-07-01T09:00:00+25:00',
  ]) {
    expect(() => readScheduleTime(text, 'UTC'), text).toThrow();
  }
});
