import { draft, type Tenant } from '../audience.ts';
import type { Figure } from '../figure.ts';
import type { Instance } from '../instance.ts';
import { cpuSeconds, familyCpuSeconds, forgetPeak, peakBytes } from '../proc.ts';
import type { Sink } from '../start-sink.ts';
import { requireTaken } from './senders.ts';

export type EngineRun = {
  name: string;
  instance: Instance;
  tenant: Tenant;
  versionId: string;
  sink: Sink;
  workers: number;
  count: number;
};

type Ended = { seconds: number; fanOutSeconds: number; sent: number };
const LOOK_MS = 100;

/**
 * A whole campaign: from `POST /campaigns/{id}/send` until it is SENT, by the database's clock. The
 * workers are new processes each time; their start isn't counted, their warming up is.
 */
export async function runEngine(run: EngineRun): Promise<Figure> {
  const { instance, tenant, versionId, sink, count } = run;
  await settle(instance);
  const campaignId = await draft(tenant, versionId);
  const workers = await instance.startWorkers(run.workers, sink);
  try {
    const pids = workers.map(({ pid }) => pid);
    for (const pid of pids) forgetPeak(pid);
    const taken = await sink.accepted();
    const before = readCpu(instance, sink, pids);
    await tenant.api.post(`/campaigns/${campaignId}/send`);
    const { seconds, sent } = await untilSent(instance, campaignId);
    const after = readCpu(instance, sink, pids);
    if (sent !== count) throw new Error(`${run.name}: ${sent} sent instead of ${count}`);
    await requireTaken(sink, taken, count);
    return {
      ...{ name: run.name, unit: 'messages/s', count, seconds, cpu: minus(after, before) },
      peakBytes: Math.max(...pids.map(peakBytes)),
    };
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

/** What the measurement before left to do is done now: vacuum, and the pages in memory to disk. */
export async function settle({ sql }: Instance): Promise<void> {
  await sql.query('vacuum analyze messages');
  await sql.query('vacuum campaign_progress, claims');
  await sql.query('checkpoint');
}

/** Until it is SENT, by the database's clock; throws when it waits for something. */
export async function untilSent({ sql }: Instance, campaignId: string): Promise<Ended> {
  for (;;) {
    const { rows } = await sql.query(
      `select k.status, k.reason, p.sent,
              extract(epoch from k.finished_at - k.started_at)::float8 as seconds,
              extract(epoch from k.fanned_out_at - k.started_at)::float8 as "fanOutSeconds"
       from campaigns k join campaign_progress p on p.campaign_id = k.id where k.id = $1`,
      [campaignId],
    );
    if (rows[0].reason !== null) throw new Error(`the campaign waits: ${rows[0].reason}`);
    if (rows[0].status === 'SENT') return rows[0];
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function readCpu(instance: Instance, sink: Sink, workers: number[]): Record<string, number> {
  return {
    worker: workers.reduce((sum, pid) => sum + cpuSeconds(pid), 0),
    PostgreSQL: familyCpuSeconds(instance.postgresPid),
    sink: cpuSeconds(sink.pid),
  };
}

export function minus(
  after: Record<string, number>,
  before: Record<string, number>,
): Record<string, number> {
  return Object.fromEntries(Object.entries(after).map(([who, cpu]) => [who, cpu - before[who]!]));
}
