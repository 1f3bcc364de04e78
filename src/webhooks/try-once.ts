import type { Dispatcher } from 'undici';
import type { RecordedEvent } from '../events/event.ts';
import type { Clock } from '../lib/clock.ts';
import type { Answer } from './delivery.ts';
import { urlProblem } from './endpoint.ts';
import { noAnswer, post } from './post.ts';
import { deliveryRequest } from './request.ts';
import type { Signer } from './signature.ts';

/** What a try is made with. */
export type TryContext = {
  allowPrivateHosts: boolean;
  clock: Clock;
  dispatcher: Dispatcher;
  timeoutMs: number;
  version: string;
};

/** Where to, and signed by whom; null when the secrets can't be opened. */
export type Target = { url: string; signer: Signer | null };

/** One try, which never throws; no transaction is open while the network is asked. */
export async function tryOnce(
  context: TryContext,
  tenantId: string,
  { url, signer }: Target,
  delivery: { id: string; event: RecordedEvent },
): Promise<Answer> {
  if (!signer) return noAnswer('The signing secret can not be opened with this PRESSRUN_SECRET');
  // The instance may have become stricter since the endpoint was made.
  const problem = urlProblem(url, context.allowPrivateHosts);
  if (problem) return noAnswer(`The URL ${problem}`);
  const { clock, version, dispatcher, timeoutMs } = context;
  const unixTime = Math.floor(clock.now().getTime() / 1_000);
  const request = deliveryRequest(tenantId, { url, signer }, delivery, { unixTime, version });
  return post(dispatcher, request, { timeoutMs, clock });
}
