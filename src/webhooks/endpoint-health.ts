import type { Tx } from '../db/database.ts';
import { recordEvents } from '../events/service.ts';
import { refusalWords } from './delivery.ts';
import type { Result } from './delivery-store.ts';
import { FAILING_DAYS } from './endpoint.ts';
import { disableEndpoint, pauseEndpoint, recordFailure, recordSuccess } from './store.ts';

/**
 * What a set of results says about their endpoint (P28): 410 turns it off at once, nothing but
 * failures for FAILING_DAYS too, and Retry-After holds up everything that goes there.
 */
export async function judgeEndpoint(
  tx: Tx,
  tenantId: string,
  endpointId: string,
  results: Result[],
): Promise<void> {
  const verdicts = results.map(({ verdict }) => verdict);
  const pauseSeconds = Math.max(0, ...verdicts.map((verdict) => verdict.pauseSeconds));
  if (pauseSeconds > 0) await pauseEndpoint(tx, tenantId, endpointId, pauseSeconds);
  if (verdicts.some(({ gone }) => gone)) {
    return disable(tx, tenantId, endpointId, refusalWords(410));
  }
  if (verdicts.some(({ status }) => status === 'DELIVERED')) {
    return recordSuccess(tx, tenantId, endpointId);
  }
  const health = await recordFailure(tx, tenantId, endpointId);
  if (!health?.failedTooLong) return;
  const since = health.failingSince.toISOString();
  await disable(
    tx,
    tenantId,
    endpointId,
    `Every try has failed for ${FAILING_DAYS} days (since ${since})`,
  );
}

/** The notice is `disabledReason` at the endpoint, and an event for the tenant's other endpoints. */
async function disable(
  tx: Tx,
  tenantId: string,
  endpointId: string,
  reason: string,
): Promise<void> {
  const disabledAt = await disableEndpoint(tx, tenantId, endpointId, reason);
  if (!disabledAt) return;
  const data = { endpointId, reason, occurredAt: disabledAt.toISOString() };
  await recordEvents(tx, tenantId, [{ type: 'webhook.disabled', data }]);
}
