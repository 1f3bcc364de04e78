import { test } from 'vitest';
import { startUnderWrongClocks } from '../faults-long/clocks.ts';

test('P11 in short: 50 due campaigns under four wrong clocks: each starts once, none before its time', async () => {
  await startUnderWrongClocks(50, 8_000);
});
