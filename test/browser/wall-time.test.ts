import { expect, test } from 'vitest';
import { readScheduleTime } from '../../src/campaigns/schedule-time.ts';
import { instantOf, wallOf } from '../../web/src/pages/campaigns/flow/wall-time.ts';
import { changesOf, wallOf as clockAt, MINUTE, textOf, ZONES } from '../support/wall-clock.ts';

test.each(ZONES)('P10: the dashboard reads a wall time in %s as the server does', (zone) => {
  for (const change of changesOf(zone)) {
    const wall = clockAt(change, zone);
    for (let minutes = -150; minutes <= 150; minutes += 15) {
      const text = textOf(wall + minutes * MINUTE);
      const { instant, local } = readScheduleTime(text, zone);
      expect([text, instantOf(text, zone)]).toEqual([text, instant]);
      expect(wallOf(instant, zone)).toBe(local.slice(0, 16));
    }
  }
});

test('half a date is no instant', () => {
  expect(instantOf('T09:00', 'Europe/Berlin')).toBe(null);
  expect(instantOf('2030-05-01T', 'Europe/Berlin')).toBe(null);
});
