import { randomBytes } from 'node:crypto';
import { type Database, openDatabase } from '../../src/db/database.ts';
import { registerWorker, removeWorker } from '../../src/jobs/workers.ts';
import { newId } from '../../src/lib/ids.ts';
import { type ClaimedMessage, claimMessages } from '../../src/messages/claim.ts';
import { recordResults } from '../../src/messages/record.ts';
import type { Latency } from '../figure.ts';
import { givenInput, report } from '../programs.ts';
import { percentile } from '../statistics.ts';

/** Claims of several sizes, each recorded in sets of 200 as the engine does, one after the other. */
type Input = {
  databaseUrl: string;
  tenantId: string;
  campaignId: string;
  sizes: number[];
  samples: number;
};

const RECORDED_AT_ONCE = 200;
const LEASE_SECONDS = 3_600;
const { databaseUrl, tenantId, campaignId, sizes, samples } = givenInput<Input>();

async function timed<T>(times: number[], work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  times.push(performance.now() - start);
  return result;
}

function claim(db: Database, token: string, limit: number): Promise<ClaimedMessage[]> {
  return claimMessages(db.engine, tenantId, {
    ...{ campaignId, token, limit, workerId, singly: false, window: RECORDED_AT_ONCE },
    suppressionKey: randomBytes(32),
    turn: { tenantFrom: 0, campaignFrom: 0, weight: 1 },
  });
}

async function record(db: Database, token: string, claimed: ClaimedMessage[], times: number[]) {
  for (let at = 0; at < claimed.length; at += RECORDED_AT_ONCE) {
    const set = claimed.slice(at, at + RECORDED_AT_ONCE);
    const results = set.map(({ id }) => ({
      ...{ id, status: 'SENT' as const, reason: '250 2.0.0 Ok: queued as 4BF1234567' },
      ...{ delay: null, doubted: false, unspent: false, deadAddress: null },
    }));
    const last = at + RECORDED_AT_ONCE >= claimed.length;
    const begunTo = claimed[Math.min(at + 2 * RECORDED_AT_ONCE, claimed.length) - 1]!.id;
    await timed(times, () =>
      recordResults(db.engine, tenantId, { campaignId, token, results, begunTo, last }),
    );
  }
}

function latency(name: string, times: number[]): Latency {
  return {
    ...{ name, samples: times.length, most: Math.max(...times) },
    ...{ p50: percentile(times, 0.5), p95: percentile(times, 0.95) },
  };
}

const db = await openDatabase(databaseUrl, 2);
// Only a worker that lives gets anything.
const workerId = newId();
await registerWorker(db.engine, workerId, [], LEASE_SECONDS);
const recordings: number[] = [];
const latencies: Latency[] = [];
for (const size of sizes) {
  const claims: number[] = [];
  for (let i = 0; i < samples; i += 1) {
    const token = newId();
    const claimed = await timed(claims, () => claim(db, token, size));
    if (claimed.length < size) throw new Error(`only ${claimed.length} of ${size} were there`);
    await record(db, token, claimed, recordings);
  }
  latencies.push(latency(`claim of ${size}`, claims));
}
latencies.push(latency(`record ${RECORDED_AT_ONCE} results`, recordings));
await removeWorker(db.engine, workerId);
await db.close();
report(latencies);
