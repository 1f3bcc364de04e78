import { test } from 'vitest';
import { holdsOver } from '../model/run.ts';
import { seeded } from './seed.ts';

// P4: 1,000 random model runs; audience = queued + sending + … after every step and at every end,
// and no campaign is terminal with a non-terminal row.

const RUNS = Number(process.env.TEST_RUNS) || 1_000;
const AT_ONCE = 4;

test(`P4: ${RUNS} histories of campaigns`, async () => {
  const begun = performance.now();
  const tally = await holdsOver(RUNS, AT_ONCE, seeded('P4').seed);
  console.log(`P4: ${((performance.now() - begun) / 1_000).toFixed(1)} s; ${tally}`);
});
