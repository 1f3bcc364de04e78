import { defineConfig } from 'vitest/config';

/** `npm run test:faults`: the promises about faults at their full length (promises.md). */
export default defineConfig({
  test: {
    include: ['test/faults-long/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['verbose', './test/support/closing-line.ts'],
    testTimeout: 900_000,
    hookTimeout: 120_000,
    // What is measured are processes that fight for two cores; a second file would be a third party.
    fileParallelism: false,
    // Seeds and counts are to be read when it went well, too.
    disableConsoleIntercept: true,
  },
});
