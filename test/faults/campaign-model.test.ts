import { test } from 'vitest';
import { seeded } from '../faults-long/seed.ts';
import { holdsOver } from '../model/run.ts';

// P4 in short over the real use-cases: API, workers, relay, database. At length:
// test/faults-long/p04-model.test.ts.

test('P4: whatever people, operators, relay and crashes do, everyone is accounted for', async () => {
  const { seed } = seeded('P4');
  await holdsOver({ runs: 14, atOnce: 2, seed, limitMs: 90_000 });
}, 120_000);
