import { addTenant } from '../audience.ts';
import { type Figure, figureOf } from '../figure.ts';
import type { Instance } from '../instance.ts';
import { people } from '../people.ts';
import { cpuSeconds, familyCpuSeconds, forgetPeak, peakBytes } from '../proc.ts';
import { type Measured, runProgram } from '../programs.ts';
import { IMPORT_PAGE } from '../settings.ts';
import { minus } from './engine.ts';

/** New people by `POST /contacts/bulk`, a thousand a request, one request after the other. */
export async function runImport(instance: Instance, count: number): Promise<Figure[]> {
  return [await overHttp(instance, count), await handlerAlone(instance, count)];
}

async function overHttp(instance: Instance, count: number): Promise<Figure> {
  const { tenantId, api } = await addTenant(instance, 'Import');
  const bodies = Array.from({ length: Math.ceil(count / IMPORT_PAGE) }, (_, i) => {
    const contacts = people(i * IMPORT_PAGE, Math.min(count, (i + 1) * IMPORT_PAGE));
    return JSON.stringify({ contacts });
  });
  forgetPeak(instance.apiPid);
  const before = readCpu(instance);
  const start = performance.now();
  for (const body of bodies) {
    const { failed } = await api.postText<{ failed: number }>('/contacts/bulk', body);
    if (failed > 0) throw new Error(`${failed} rows were not taken`);
  }
  const seconds = (performance.now() - start) / 1_000;
  const cpu = minus(readCpu(instance), before);
  const peak = peakBytes(instance.apiPid);
  await forgetPeople(instance, tenantId);
  return { name: 'import over HTTP', unit: 'rows/s', count, seconds, cpu, peakBytes: peak };
}

async function handlerAlone(instance: Instance, count: number): Promise<Figure> {
  const { databaseUrl, postgresPid } = instance;
  const { tenantId } = await addTenant(instance, 'Import');
  const before = familyCpuSeconds(postgresPid);
  const input = { databaseUrl, tenantId, count, page: IMPORT_PAGE };
  const measured = await runProgram<Measured>('import', input);
  const others = { PostgreSQL: familyCpuSeconds(postgresPid) - before };
  await forgetPeople(instance, tenantId);
  return figureOf('import, handler alone', 'rows/s', count, measured, others);
}

function readCpu({ apiPid, postgresPid }: Instance): Record<string, number> {
  return { api: cpuSeconds(apiPid), PostgreSQL: familyCpuSeconds(postgresPid) };
}

/** Takes a tenant's people out again, so that the next round begins with an empty table. */
export async function forgetPeople({ sql }: Instance, tenantId: string): Promise<void> {
  await sql.query('delete from contacts where tenant_id = $1', [tenantId]);
  await sql.query('vacuum analyze contacts');
}
