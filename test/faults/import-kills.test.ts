import { test } from 'vitest';
import { killWhileImporting } from '../faults-long/import-kills.ts';
import { seeded } from '../faults-long/seed.ts';

const random = seeded('P42');

test('P42 in short: an import of 30,000 rows under 2 kills ends as an undisturbed one', {
  timeout: 120_000,
}, async () => {
  await killWhileImporting({ rows: 30_000, kills: 2, random });
});
