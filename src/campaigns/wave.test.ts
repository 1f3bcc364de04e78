import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  changesOf,
  expectedInstant,
  MINUTE,
  textOf,
  wallOf,
  ZONES,
} from '../../test/support/wall-clock.ts';
import { wavesIn } from './freeze-in-waves.ts';
import { couldStart, fateOf, nextLook, startsAt, type WaveSchedule, waveTimes } from './wave.ts';

const HOUR = 60 * MINUTE;
const changes = ZONES.flatMap((zone) => changesOf(zone).map((change) => ({ zone, change })));

/** A wall time within three hours of one of the changes of one of the zones, to the second. */
const wallNearChange = fc
  .record({
    at: fc.constantFrom(...changes),
    seconds: fc.integer({ min: -3 * 3_600, max: 3 * 3_600 }),
  })
  .map(({ at, seconds }) => wallOf(at.change, at.zone) + seconds * 1_000);

const open: Omit<WaveSchedule, 'wall'> = {
  ...{ home: 'UTC', ifPassed: 'send', passedUntil: new Date(0), resumedAt: null },
};

test('P10: over all changes 2024–2030 in six zones, 10,000 cases: the instant shown is the one it fires at', () => {
  fc.assert(
    fc.property(wallNearChange, (wall) => {
      const waves = waveTimes(textOf(wall), ZONES);
      expect(waves).toHaveLength(ZONES.length);
      let before = 0;
      for (const { timezone, dueAt, localTime } of waves) {
        expect([timezone, +dueAt]).toEqual([timezone, expectedInstant(wall, timezone)]);
        expect(Date.parse(`${localTime}Z`)).toBe(wallOf(+dueAt, timezone));
        expect(+dueAt).toBeGreaterThanOrEqual(before);
        before = +dueAt;
        // Once, at its time by the clock that is passed in, and not a millisecond before.
        const fates = [-1, 0, 5_000].map((ms) => fateOf(dueAt, new Date(+dueAt + ms), open));
        expect(fates).toEqual(['wait', 'send', 'send']);
      }
    }),
    { numRuns: 10_000 },
  );
}, 120_000);

test('a campaign looks at each moment at which some zone’s wave can be due', () => {
  const zones = Intl.supportedValuesOf('timeZone');
  for (const wall of ['2027-03-28T02:30:00', '2027-10-31T01:07:30', '2028-01-01T00:00:00']) {
    const looks = new Set<number>();
    for (let at = nextLook(wall, new Date(0)); at; at = nextLook(wall, at)) looks.add(+at);
    expect(looks.size).toBeLessThan(120);
    const missing = waveTimes(wall, zones).filter(({ dueAt }) => !looks.has(+dueAt));
    expect(missing).toEqual([]);
  }
});

test('P12: both sides of sixty minutes, and a moment that had passed when somebody said go', () => {
  const due = new Date('2027-05-01T09:00:00Z');
  const at = (minutes: number, ms = 0) => new Date(+due + minutes * MINUTE + ms);
  expect(fateOf(due, at(60), open)).toBe('send');
  expect(fateOf(due, at(60, 1), open)).toBe('missed');
  for (const ifPassed of ['send', 'skip'] as const) {
    expect(fateOf(due, at(300), { ...open, ifPassed, passedUntil: due })).toBe(ifPassed);
    expect(fateOf(due, at(60, 1), { ...open, ifPassed, passedUntil: at(0, -1) })).toBe('missed');
  }
  // Lateness counts from the go of somebody who saw it stand still.
  const resumed = { ...open, resumedAt: at(59) };
  expect(fateOf(due, at(119), resumed)).toBe('send');
  expect(fateOf(due, at(119, 1), resumed)).toBe('missed');
});

test('what starts a campaign: a wave that is due and not to be skipped, since it could be', () => {
  const due = new Date('2027-05-01T09:00:00Z');
  const later = new Date(+due + HOUR);
  const schedule = { ...open, wall: '2027-05-01T09:00:00', passedUntil: later };
  expect(startsAt(due, later, schedule)).toBe(true);
  expect(startsAt(due, later, { ...schedule, ifPassed: 'skip' })).toBe(false);
  expect(startsAt(new Date(+later + 1), later, schedule)).toBe(false);
  expect(couldStart(due, schedule)).toEqual(later);
  expect(couldStart(due, { ...schedule, passedUntil: new Date(0) })).toEqual(due);
});

test('the waves of a campaign share its ids in their order, without a gap', () => {
  const people = new Map(ZONES.map((zone, i) => [zone, i * 1_000]));
  const waves = wavesIn(1_000, waveTimes('2027-05-01T09:00:00', ZONES), people);
  expect(waves[0]!.firstId).toBe(1_001);
  expect(waves.at(-1)!.lastId).toBe(1_000 + 2 ** 26 - 1);
  for (const [i, { timezone, firstId, lastId, place }] of waves.entries()) {
    expect(place).toBe(i);
    expect(lastId - firstId + 1).toBeGreaterThan(people.get(timezone)! + 1_000_000);
    if (i > 0) expect(firstId).toBe(waves[i - 1]!.lastId + 1);
  }
  // As many as fit into one campaign at all.
  const full = new Map(ZONES.map((zone) => [zone, Math.floor((2 ** 26 - 1) / ZONES.length)]));
  const tight = wavesIn(0, waveTimes('2027-05-01T09:00:00', ZONES), full);
  expect(
    tight.every(({ timezone, firstId, lastId }) => lastId - firstId + 1 >= full.get(timezone)!),
  ).toBe(true);
});
