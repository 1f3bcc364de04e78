import type { Tenant } from '../audience.ts';
import type { Figure } from '../figure.ts';
import type { Instance } from '../instance.ts';
import type { Samples } from './api.ts';
import { settle } from './engine.ts';
import { runFanOut } from './ledger.ts';

type Subject = { instance: Instance; tenant: Tenant; versionId: string; count: number };
type Counted = { count: number; exact: boolean; indexed: boolean };

const COUNTS = 20;

/** One of 200 has this; a third has that; all have an age of membership. */
const STORE = { field: 'attributes.storeAddress', op: 'eq', value: 'Carrer Major 7' };
const FOLIO = { field: 'attributes.plan', op: 'eq', value: 'Folio' };
const FILTERS: { name: string; filter: object; indexed: boolean }[] = [
  { name: 'an attribute, 0.5 %', filter: STORE, indexed: true },
  {
    name: 'an attribute, 0.5 %, and a date',
    filter: { and: [STORE, { field: 'createdAt', op: 'inLastDays', value: 7 }] },
    indexed: true,
  },
  {
    name: 'not a locale',
    filter: { not: { field: 'locale', op: 'eq', value: 'es' } },
    indexed: true,
  },
  {
    name: 'a number, not indexed',
    filter: { field: 'attributes.memberSince', op: 'lt', value: 2000 },
    indexed: false,
  },
];

/** `POST /segments/count`, one after the other: filters that indexes answer, and one that none does. */
export async function runSegmentCounts({ instance, tenant, count }: Subject): Promise<Samples> {
  await settle(instance);
  const samples: Samples = new Map();
  for (const { name, filter, indexed } of FILTERS) {
    const times: number[] = [];
    for (let i = 0; i < COUNTS; i += 1) {
      const start = performance.now();
      const reply = await tenant.api.post<Counted>('/segments/count', { filter });
      times.push(performance.now() - start);
      if (reply.indexed !== indexed) throw new Error(`${name}: indexed is ${reply.indexed}`);
    }
    samples.set(`segment count, ${name}, of ${count.toLocaleString('en')}`, times);
  }
  return samples;
}

/** Fan-out of a campaign to a segment of two thirds of the people. */
export async function runSegmentFanOut(subject: Subject): Promise<Figure> {
  const { api } = subject.tenant;
  const body = { name: `Not Folio ${Date.now()}`, filter: { not: FOLIO } };
  const { id: segmentId } = await api.post<{ id: string }>('/segments', body);
  const { count } = await api.post<Counted>('/segments/count', { segmentId });
  const audienceFilter = { segmentId };
  return runFanOut('fan-out with a segment', { ...subject, count, audienceFilter });
}
