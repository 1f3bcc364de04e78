import { test } from 'vitest';
import { startUnderWrongClocks } from './clocks.ts';

test('P11: 1,000 due campaigns under four wrong clocks: each starts once, none before its time', async () => {
  await startUnderWrongClocks(1_000, 90_000);
});
