import { setTimeout as sleep } from 'node:timers/promises';
import { addTenant, type Tenant } from '../audience.ts';
import type { Figure } from '../figure.ts';
import type { Instance } from '../instance.ts';
import { type Person, person } from '../people.ts';
import { cpuSeconds, familyCpuSeconds, forgetPeak, peakBytes } from '../proc.ts';
import type { Sink } from '../start-sink.ts';
import { minus } from './engine.ts';
import { forgetPeople } from './import.ts';

type FileRun = { name: string; instance: Instance; sink: Sink; count: number; format: Format };
type Format = { type: string; head: string; line: (person: Person) => string };
type Progress = { status: string; created: number; reason: string | null };

const LOOK_MS = 50;
const PART = 1_000;

/** Five columns, as a spreadsheet has them. */
export const CSV_FILE: Format = {
  type: 'text/csv',
  head: 'email,externalId,locale,attributes.firstName,attributes.city\n',
  line: ({ email, externalId, locale, attributes: { firstName, city } }) =>
    `${email},${externalId},${locale},${firstName},${city}\n`,
};

/** The same rows as those of the bulk upserts: twenty attributes. */
export const NDJSON_FILE: Format = {
  type: 'application/x-ndjson',
  head: '',
  line: (one) => `${JSON.stringify(one)}\n`,
};

/** New people from one file by `POST /contacts/imports`: from its first octet until the import is DONE. */
export async function runFileImport({
  name,
  instance,
  sink,
  count,
  format,
}: FileRun): Promise<Figure> {
  const tenant = await addTenant(instance, 'File');
  const [worker] = await instance.startWorkers(1, sink);
  const pids = [instance.apiPid, worker!.pid];
  try {
    for (const pid of pids) forgetPeak(pid);
    const before = readCpu(instance, worker!.pid);
    const start = performance.now();
    const { id } = await tenant.api.postFile<{ id: string }>(
      '/contacts/imports',
      parts(format, count),
      format.type,
    );
    await untilDone(tenant, id, count);
    const seconds = (performance.now() - start) / 1_000;
    const cpu = minus(readCpu(instance, worker!.pid), before);
    const peak = Math.max(...pids.map(peakBytes));
    return { name, unit: 'rows/s', count, seconds, cpu, peakBytes: peak };
  } finally {
    await worker!.stop();
    await forgetPeople(instance, tenant.tenantId);
  }
}

async function* parts({ head, line }: Format, count: number): AsyncGenerator<Uint8Array> {
  if (head !== '') yield Buffer.from(head);
  for (let at = 0; at < count; at += PART) {
    const length = Math.min(PART, count - at);
    yield Buffer.from(Array.from({ length }, (_, i) => line(person(at + i))).join(''));
  }
}

async function untilDone({ api }: Tenant, id: string, count: number): Promise<void> {
  for (;;) {
    const { status, created, reason } = await api.get<Progress>(`/contacts/imports/${id}`);
    if (status === 'DONE' && created === count) return;
    if (status === 'DONE' || status === 'FAILED') {
      throw new Error(`the import is ${status} with ${created} of ${count} created: ${reason}`);
    }
    await sleep(LOOK_MS);
  }
}

function readCpu({ apiPid, postgresPid }: Instance, workerPid: number): Record<string, number> {
  return {
    worker: cpuSeconds(workerPid),
    api: cpuSeconds(apiPid),
    PostgreSQL: familyCpuSeconds(postgresPid),
  };
}
