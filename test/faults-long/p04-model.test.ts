import { expect, test } from 'vitest';
import { holdsOver } from '../model/run.ts';
import { seeded } from './seed.ts';

// P4: after every step of 1,000 random model runs, and at every end, audience = queued + sending +
// deferred + sent + failed + skipped + cancelled + unknown; no campaign is terminal with a
// non-terminal row. TEST_SEED repeats the choices, TEST_RUNS makes it shorter.

const P4_RUNS = 1_000;
const RUNS = Number(process.env.TEST_RUNS) || P4_RUNS;
const AT_ONCE = 4;

/** A thousand runs that never met one of these would prove little. */
const MET = [
  ...['send 202', 'send 409', 'send 422', 'schedule 200', 'schedule 400', 'schedule 409'],
  ...['edit 200', 'edit 409', 'delete 200', 'delete 409', 'duplicate 201', 'test 200'],
  ...['pause 200', 'pause 409', 'resume 200', 'resume 409', 'cancel 200', 'cancel 409'],
  ...['again 202', 'again 409', 'leave 202', 'crash with mail in hands', 'copy in doubt'],
  ...['message SENT', 'message FAILED', 'message SKIPPED', 'message CANCELLED', 'message UNKNOWN'],
];

test(`P4: ${RUNS} histories of campaigns`, async () => {
  const { seed } = seeded('P4');
  const begun = performance.now();
  const tally = await holdsOver({ runs: RUNS, atOnce: AT_ONCE, seed, limitMs: 1_700_000 });
  console.log(`P4: ${((performance.now() - begun) / 1_000).toFixed(1)} s; ${tally}`);
  if (RUNS >= P4_RUNS) expect(MET.filter((what) => tally.of(what) === 0)).toEqual([]);
}, 1_800_000);
