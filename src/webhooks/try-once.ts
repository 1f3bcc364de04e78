import type { Dispatcher } from 'undici';
import type { RecordedEvent } from '../events/event.ts';
import type { Clock } from '../lib/clock.ts';
import type { Answer } from './delivery.ts';
import { urlProblem } from './endpoint.ts';
import { noAnswer, post } from './post.ts';
import { deliveryRequest } from './request.ts';

/** What a try is made with. */
export type TryContext = {
  allowPrivateHosts: boolean;
  clock: Clock;
  dispatcher: Dispatcher;
  timeoutMs: number;
  version: string;
};

/** Where to, and signed with what; `secrets` is null when they can't be opened. */
export type Target = { url: string; secrets: string[] | null };

/** One try, which never throws; no transaction is open while the network is asked. */
export async function tryOnce(
  context: TryContext,
  tenantId: string,
  { url, secrets }: Target,
  delivery: { id: string; event: RecordedEvent },
): Promise<Answer> {
  if (!secrets) return noAnswer('The signing secret can not be opened with this PRESSRUN_SECRET');
  // The instance may have become stricter since the endpoint was made.
  const problem = urlProblem(url, context.allowPrivateHosts);
  if (problem) return noAnswer(`The URL ${problem}`);
  const { clock, version, dispatcher, timeoutMs } = context;
  const unixTime = Math.floor(clock.now().getTime() / 1_000);
  const request = deliveryRequest(tenantId, { url, secrets }, delivery, { unixTime, version });
  return post(dispatcher, request, { timeoutMs, clock });
}
