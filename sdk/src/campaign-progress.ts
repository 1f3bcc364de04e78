import { pause } from './deadline.ts';
import { PressrunConnectionError } from './failure.ts';
import type { ReplyOf } from './operation.ts';
import { waitBeforeRetry } from './retry.ts';
import type { CallOptions } from './settings.ts';
import type { Transport } from './transport.ts';

export type CampaignProgress = Pick<
  ReplyOf<'getCampaign'>,
  'id' | 'status' | 'stats' | 'rate' | 'eta' | 'reason' | 'stalledSince'
>;
export type WatchOptions = Omit<CallOptions, 'idempotencyKey'>;

/** Three of the server's comments, which come every 15 s. */
const SILENCE_MS = 45_000;

/**
 * A campaign's progress, from the server's events. The first event of each connection is the state
 * of now, so that nothing is missed by connecting again; `retries` counts failures in a row.
 */
export async function* progressOf(
  transport: Transport,
  id: string,
  options: WatchOptions = {},
): AsyncGenerator<CampaignProgress> {
  const retries = options.retries ?? transport.retries;
  const path = { id };
  let last = '';
  for (let failures = 0; ; ) {
    const stream = transport.stream(
      'streamProgress',
      { path },
      { ...options, silenceMs: SILENCE_MS },
    );
    try {
      for await (const { event, data } of stream) {
        if (event !== 'progress') continue;
        failures = 0;
        if (data === last) continue;
        last = data;
        const progress = JSON.parse(data) as CampaignProgress;
        yield progress;
        if (hasEnded(progress.status)) return;
      }
      throw new PressrunConnectionError('The stream ended before the campaign did');
    } catch (error) {
      failures += 1;
      const wait = failures > retries ? null : waitBeforeRetry({ error }, failures, true);
      if (wait === null) throw error;
      await pause(wait, options.signal);
    }
  }
}

function hasEnded(status: CampaignProgress['status']): boolean {
  return status === 'SENT' || status === 'CANCELLED';
}
