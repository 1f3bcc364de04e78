import { PressrunError } from '../lib/errors.ts';

/**
 * A hash takes 19 MiB and one of libuv's four threads, which name look-ups and files need too: two
 * at a time, so that sign-ins take at most 38 MiB however many come at once.
 */
const AT_A_TIME = 2;
/** At about 25 ms a hash the last in line waits a second and a half. */
const MAX_WAITING = 128;

let running = 0;
const waiting: (() => void)[] = [];

/** Runs a hash when there is room for it. `unavailable` (503) when too many wait already. */
export async function withRoomToHash<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_A_TIME) await room();
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** Whoever leaves hands its place over, so `running` doesn't change in between. */
function room(): Promise<void> {
  if (waiting.length >= MAX_WAITING) {
    throw new PressrunError('unavailable', 'Too many sign-ins at this moment; try again shortly');
  }
  return new Promise((resolve) => waiting.push(resolve));
}
