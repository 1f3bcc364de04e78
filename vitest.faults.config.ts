import { defineConfig } from 'vitest/config';

/** `npm run test:faults`: the promises about faults at their full length (promises.md). */
export default defineConfig({
  test: {
    include: ['test/faults-long/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['verbose', './test/support/closing-line.ts'],
    testTimeout: 900_000,
    hookTimeout: 120_000,
    // Two files at a time: half of them wait most of their time (P3, P38 and P39 some nine minutes), and
    // what they promise holds on a busy machine, too. One after the other they took 35 minutes.
    maxWorkers: 2,
    // Seeds and counts are to be read when it went well, too.
    disableConsoleIntercept: true,
  },
});
