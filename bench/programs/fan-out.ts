import { fanOut } from '../../src/campaigns/fan-out.ts';
import { openDatabase } from '../../src/db/database.ts';
import { createSealer } from '../../src/lib/seal.ts';
import { loadSecrets } from '../../src/secret.ts';
import { loadInstanceKeys } from '../../src/tenants/instance-keys.ts';
import { givenInput, measure, report } from '../programs.ts';

/** The fan-out of a campaign that was told to send, alone: no delivery beside it. */
type Input = { dataDir: string; databaseUrl: string; tenantId: string; campaignId: string };

const { dataDir, databaseUrl, tenantId, campaignId } = givenInput<Input>();
const db = await openDatabase(databaseUrl, 2);
const { suppression } = await loadInstanceKeys(db, createSealer(await loadSecrets([], dataDir)));
const measured = await measure(() => fanOut(db, tenantId, campaignId, suppression));
await db.close();
report(measured);
