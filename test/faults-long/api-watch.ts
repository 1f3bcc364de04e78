import type { Call } from '../support/server.ts';

/** What a client of the API met while the database failed. */
export type Watched = {
  /** How many answers of each status. */
  counts: Map<number, number>;
  /** Calls without any answer. */
  broken: string[];
  slowest: number;
};

/**
 * Reads and writes through the API the whole time, several calls at once, as clients do.
 * `stop` resolves when the last one is answered.
 */
export function watchApi(call: Call, campaignId: string) {
  const watched: Watched = { counts: new Map(), broken: [], slowest: 0 };
  let stopped = false;
  const asks: (() => ReturnType<Call>)[] = [
    () => call('GET', `/campaigns/${campaignId}`),
    () => call('GET', '/contacts?limit=5'),
    () => call('PUT', '/contacts', { email: 'seen@example.net', optIn: false }),
    () => call('POST', '/suppressions', { email: 'never@example.net', reason: 'manual' }),
    () => call('GET', '/health/ready'),
  ];
  const watch = async (ask: () => ReturnType<Call>) => {
    while (!stopped) {
      const begun = performance.now();
      try {
        const { status } = await ask();
        watched.counts.set(status, (watched.counts.get(status) ?? 0) + 1);
      } catch (error) {
        watched.broken.push((error as Error).message);
      }
      watched.slowest = Math.max(watched.slowest, performance.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const all = Promise.all(asks.map(watch));
  return {
    watched,
    stop: async () => {
      stopped = true;
      await all;
      return watched;
    },
  };
}
