import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'sdk/**/*.test.ts', 'test/**/*.test.ts'],
    // The long form of the faults: npm run test:faults.
    exclude: [...configDefaults.exclude, 'test/faults-long/**'],
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    // Only what hangs: on a busy machine, tests that start several processes take half of it.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: more files at once only make each other's timing noisy.
    maxWorkers: 2,
  },
});
