import { expect, test } from 'vitest';
import { canonicalTimeZone, isTimeZone } from './time-zone.ts';

test('one zone has one name, whatever alias or case was written', () => {
  for (const [written, name] of [
    ['Europe/Madrid', 'Europe/Madrid'],
    ['europe/madrid', 'Europe/Madrid'],
    ['ASIA/CALCUTTA', 'Asia/Kolkata'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['US/Eastern', 'America/New_York'],
    ['etc/utc', 'UTC'],
    ['GMT', 'UTC'],
    ['Etc/GMT+3', 'Etc/GMT+3'],
  ] as const) {
    expect([written, canonicalTimeZone(written)]).toEqual([written, name]);
    expect(canonicalTimeZone(name)).toBe(name);
  }
});

test('each zone that the runtime lists has a name that is a zone with the same name', () => {
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const name = canonicalTimeZone(zone);
    expect([zone, name && canonicalTimeZone(name)]).toEqual([zone, name]);
  }
});

test('what is no zone has none', () => {
  for (const zone of ['+01:00', 'Europe/Atlantis', '', 'Europe/', '../etc', 'Z', 'toString']) {
    expect([zone, canonicalTimeZone(zone), isTimeZone(zone)]).toEqual([zone, null, false]);
  }
});
