import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { pino } from 'pino';
import { expect } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { inTenant } from '../../src/db/transaction.ts';
import { readOptions } from '../../src/imports/options.ts';
import { receiveFile } from '../../src/imports/receive.ts';
import { runImports } from '../../src/imports/run-imports.ts';
import { queueImport } from '../../src/imports/service.ts';
import { newId } from '../../src/lib/ids.ts';
import { eventually } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import { shortLeaseWorkers, startPlant } from './plant.ts';
import type { Random } from './seed.ts';

const LEASE_SECONDS = 3;

/**
 * Rows of which many meet: repeated ones would be counted otherwise the second time, and a lost one
 * would leave another contact behind. One in a hundred is broken.
 */
function* fileOf(rows: number): Generator<Buffer> {
  yield Buffer.from('email,externalId,locale,attributes.n\n');
  for (let from = 0; from < rows; from += 1_000) {
    const part = Array.from({ length: Math.min(1_000, rows - from) }, (_, at) => {
      const i = from + at;
      if (i % 100 === 99) return i % 200 === 99 ? `nobody${i},,,` : `"p${i}"@example.com,x,es,1`;
      const person = i % 3 === 0 ? i : Math.floor((i * 7) / 10);
      return `p${person}@example.com,p-${person},${i % 2 ? 'es' : 'en'},${i}`;
    });
    yield Buffer.from(`${part.join('\n')}\n`);
  }
}

/**
 * Takes a file in, and kills each worker at a random moment of its work. The last one has to bring what is
 * left. The contacts and the receipt have to be those of the same file worked through undisturbed (P42).
 */
export async function killWhileImporting({
  rows,
  kills,
  random,
}: {
  rows: number;
  kills: number;
  random: Random;
}): Promise<void> {
  const plant = await startPlant(1, 1);
  const start = shortLeaseWorkers(plant, LEASE_SECONDS);
  const [killed, calm] = await Promise.all([testTenant(plant.db), testTenant(plant.db)]);
  await takeIn(plant.db, calm.tenantId, rows);
  await workThrough(plant.db, calm.tenantId);
  const id = await takeIn(plant.db, killed.tenantId, rows);
  const rowsDone = async () => (await receiptOf(plant.db, killed.tenantId)).rows;
  for (let kill = 0; kill < kills; kill += 1) {
    const before = await rowsDone();
    const worker = await start();
    await eventually(rowsDone, (now) => now > before, 60_000);
    await new Promise((resolve) => setTimeout(resolve, random.between(0, 150)));
    await worker.kill();
  }
  console.log(`import ${id}: ${kills} kills, the last one at row ${await rowsDone()} of ${rows}`);
  await start();
  await eventually(
    () => receiptOf(plant.db, killed.tenantId),
    ({ status }) => status === 'DONE',
    120_000,
  );
  expect(await stateOf(plant.db, killed.tenantId)).toEqual(await stateOf(plant.db, calm.tenantId));
}

async function takeIn(db: Database, tenantId: string, rows: number): Promise<string> {
  const query = { dryRun: false, delimiter: 'auto', encoding: 'auto' } as const;
  const asked = readOptions(query, 'csv');
  const upload = { isGzip: false, maxBytes: 1e9, idleMs: 60_000 };
  const id = newId();
  const body = Readable.from(fileOf(rows));
  const { digest: _, ...received } = await receiveFile(db, tenantId, id, asked, {
    ...upload,
    body,
  });
  await inTenant(db, tenantId, (tx) => queueImport(tx, tenantId, id, received));
  return id;
}

function workThrough(db: Database, tenantId: string): Promise<void> {
  const log = pino({ level: 'silent' });
  const deps = { db, log, suppressionKey: randomBytes(32), liftUnsubscribe: async () => {} };
  return runImports(deps, tenantId, 600_000);
}

type Receipt = { status: string; rows: number; counts: string };

async function receiptOf(db: Database, tenantId: string): Promise<Receipt> {
  const { rows } = await sql<Receipt>`
    select status, row_count as rows,
           concat_ws(' ', created_count, updated_count, unchanged_count, failed_count, line_count) as counts
    from contact_imports where tenant_id = ${tenantId}`.execute(db.engine);
  return rows[0]!;
}

/** Everything that must not depend on how often the worker died. */
async function stateOf(db: Database, tenantId: string) {
  const { rows } = await sql<Record<string, unknown>>`
    select (select count(*) from contacts where tenant_id = ${tenantId}) as contacts,
           (select md5(string_agg(concat_ws(' ', email, external_id, locale, opt_in, attributes), ','
                                  order by email))
            from contacts where tenant_id = ${tenantId}) as contents,
           (select count(*) from contact_import_members where tenant_id = ${tenantId}) as members,
           (select md5(string_agg(concat_ws(' ', row_number, line, message), ',' order by row_number))
            from contact_import_failures where tenant_id = ${tenantId}) as failures,
           (select count(*) from contact_import_chunks where tenant_id = ${tenantId}) as chunks`.execute(
    db.engine,
  );
  return { ...rows[0], ...(await receiptOf(db, tenantId)) };
}
