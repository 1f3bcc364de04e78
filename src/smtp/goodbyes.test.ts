import { expect, test } from 'vitest';
import { LaneFault } from './fault.ts';
import { Goodbyes } from './goodbyes.ts';

const fault = (reply: string) => LaneFault.byReply('drop', 'relay x takes no more mail now', reply);
/** What each of these replies, one second apart, each on a new connection, means. */
function limits(goodbyes: Goodbyes, ...replies: string[]): boolean[] {
  return replies.map((reply, i) => goodbyes.isLimit(fault(reply), i * 1000, i * 1000 + 500));
}

test('P37: 421 4.7.28 says that we send too much', () => {
  expect(limits(new Goodbyes(), '421 4.7.28 unusual rate')).toEqual([true]);
  expect(limits(new Goodbyes(), '450 4.7.28 unusual rate')).toEqual([false]);
});

test('P37: so do three 421 in a row, whatever their text', () => {
  const goodbyes = new Goodbyes();
  expect(limits(goodbyes, '421 later', '421 4.7.0 later', '421 4.4.5 busy')).toEqual([
    ...[false, false, true],
  ]);
});

test('a message that the relay answered for ends the row', () => {
  const goodbyes = new Goodbyes();
  expect(limits(goodbyes, '421 later', '421 later')).toEqual([false, false]);
  goodbyes.proved();
  expect(goodbyes.isLimit(fault('421 later'), 9000, 9500)).toBe(false);
});

test('several connections that are ended at once are one 421', () => {
  const goodbyes = new Goodbyes();
  const ends = Array.from({ length: 16 }, () => goodbyes.isLimit(fault('421 bye'), 0, 100));
  expect(ends.every((limited) => !limited)).toBe(true);
  expect(goodbyes.isLimit(fault('421 bye'), 200, 300)).toBe(false);
  expect(goodbyes.isLimit(fault('421 bye'), 400, 500)).toBe(true);
});

test('a relay that is shutting down (421 4.3.2) does not say that we send too much', () => {
  const replies = Array(5).fill('421 4.3.2 shutting down');
  expect(limits(new Goodbyes(), ...replies)).toEqual(Array(5).fill(false));
});
