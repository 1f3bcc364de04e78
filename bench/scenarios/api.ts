import { draft, type Tenant } from '../audience.ts';
import type { Instance } from '../instance.ts';
import { askPaced } from '../pace.ts';
import { API_ALONE_MS, API_PER_SECOND } from '../settings.ts';
import type { Sink } from '../start-sink.ts';
import { settle, untilSent } from './engine.ts';
import { singleSends } from './single-sends.ts';

type Subject = { instance: Instance; tenant: Tenant; versionId: string };
/** ms by the name of the row, in the order in which the rows are to stand. */
export type Samples = Map<string, number[]>;

/**
 * How long the API takes, first with nothing else to do, then from a campaign's `send` until it is
 * SENT by one worker: its own counts, and, with `singles`, single sends of another tenant (P19).
 */
export async function runApi(
  subject: Subject,
  sink: Sink,
  singles: Tenant | null,
): Promise<Samples> {
  const { instance, tenant, versionId } = subject;
  await settle(instance);
  const campaignId = await draft(tenant, versionId);
  const [worker] = await instance.startWorkers(1, sink);
  const samples: Samples = new Map();
  const counts = {
    name: 'GET /campaigns/{id}',
    ask: () => tenant.api.get(`/campaigns/${campaignId}`),
  };
  const sends = singles && (await singleSends(singles));
  const requests: { name: string; ask: () => Promise<unknown> }[] = sends
    ? [counts, sends]
    : [counts];
  const measure = async (when: string, isOver: () => boolean) => {
    const measureOne = async ({ name, ask }: (typeof requests)[number]) => {
      // At once, so that the rows stand in the order of the requests.
      samples.set(`${name}, ${when}`, []);
      samples.set(`${name}, ${when}`, await askPaced(API_PER_SECOND, ask, isOver));
    };
    await Promise.all(requests.map(measureOne));
  };
  try {
    const end = performance.now() + API_ALONE_MS;
    await measure('alone', () => performance.now() > end);
    await tenant.api.post(`/campaigns/${campaignId}/send`);
    let isOver = false;
    const ended = untilSent(instance, campaignId).finally(() => {
      isOver = true;
    });
    await Promise.all([ended, measure('while a campaign runs', () => isOver)]);
    await sends?.delivered();
    return samples;
  } finally {
    await worker!.stop();
  }
}
