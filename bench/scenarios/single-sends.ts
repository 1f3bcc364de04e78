import { setTimeout as sleep } from 'node:timers/promises';
import type { Tenant } from '../audience.ts';
import type { Figure } from '../figure.ts';
import type { Instance } from '../instance.ts';
import { cpuSeconds, familyCpuSeconds, forgetPeak, peakBytes } from '../proc.ts';
import type { Sink } from '../start-sink.ts';
import { minus, settle } from './engine.ts';
import { requireTaken } from './senders.ts';

type Document = { paths: Record<string, unknown> };
type Logs = { meta: { total: number } };

const CLIENTS = 16;
const LOOK_MS = 50;
const ROUTE = '/emails/send';
/** A short transactional mail, as shops send it. */
const BODY = {
  subject: 'Your order 4711 is on its way',
  htmlBody: '<h1>On its way</h1><p>It left us this morning and should be with you on Friday.</p>',
  tags: ['shipping'],
};

/** Whether this checkout has single sends at all. */
export async function hasSingleSends({ api }: Instance): Promise<boolean> {
  return ROUTE in (await api.get<Document>('/openapi.json')).paths;
}

/** Single sends of a tenant, one after the other, each to somebody new. */
export async function singleSends(tenant: Tenant) {
  const before = await countSent(tenant);
  let sent = 0;
  return {
    name: `POST ${ROUTE}`,
    ask: () => {
      sent += 1;
      return tenant.api.post(ROUTE, { to: `paced${sent}@example.com`, ...BODY });
    },
    /** Until the relay has them all: what measures next must not find them. */
    delivered: () => untilSentSingly(tenant, before + sent),
  };
}

/**
 * As many as 16 clients get through, each with one request at a time: until the last one is accepted
 * by the API, and until the last one is accepted by the relay. The tenant has no other mail.
 */
export async function runSingleSends(
  instance: Instance,
  tenant: Tenant,
  sink: Sink,
  count: number,
): Promise<Figure[]> {
  await settle(instance);
  const [worker] = await instance.startWorkers(1, sink);
  const pid = worker!.pid;
  try {
    for (const one of [pid, instance.apiPid]) forgetPeak(one);
    const before = readCpu(instance, sink, pid);
    const [taken, sentBefore] = [await sink.accepted(), await countSent(tenant)];
    const start = performance.now();
    const seconds = () => (performance.now() - start) / 1_000;
    await sendAll(tenant, count);
    const accepted = { seconds: seconds(), cpu: minus(readCpu(instance, sink, pid), before) };
    await untilSentSingly(tenant, sentBefore + count);
    const delivered = { seconds: seconds(), cpu: minus(readCpu(instance, sink, pid), before) };
    await requireTaken(sink, taken, count);
    const common = { unit: 'messages/s', count } as const;
    const peak = { api: peakBytes(instance.apiPid), worker: peakBytes(pid) };
    return [
      { ...common, name: 'single sends, accepted', ...accepted, peakBytes: peak.api },
      { ...common, name: 'single sends, delivered', ...delivered, peakBytes: peak.worker },
    ];
  } finally {
    await worker!.stop();
  }
}

async function sendAll({ api }: Tenant, count: number): Promise<void> {
  let next = 0;
  const client = async () => {
    while (next < count) {
      next += 1;
      await api.post(ROUTE, { to: `reader${next}@example.com`, ...BODY });
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
}

async function untilSentSingly(tenant: Tenant, total: number): Promise<void> {
  while ((await countSent(tenant)) < total) await sleep(LOOK_MS);
}

async function countSent({ api }: Tenant): Promise<number> {
  return (await api.get<Logs>('/emails/logs?status=SENT&limit=1')).meta.total;
}

function readCpu(instance: Instance, sink: Sink, worker: number): Record<string, number> {
  return {
    api: cpuSeconds(instance.apiPid),
    worker: cpuSeconds(worker),
    PostgreSQL: familyCpuSeconds(instance.postgresPid),
    sink: cpuSeconds(sink.pid),
  };
}
