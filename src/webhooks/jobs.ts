import type { JobHandlers } from '../jobs/runner.ts';
import { type Courier, type CourierOptions, createCourier } from './courier.ts';
import { dispatchEvents } from './dispatch.ts';

/**
 * `dispatch_events` {tenantId} makes deliveries of recorded events; `deliver_webhooks` {tenantId,
 * endpointId} makes an endpoint's due ones. Payloads hold ids only. Hand in a courier of your own
 * to be able to stop it before the database is closed.
 */
export function webhookJobs(
  options: CourierOptions,
  courier: Courier = createCourier(options),
): JobHandlers {
  return {
    dispatch_events: ({ tenantId }: { tenantId: string }) => dispatchEvents(options.db, tenantId),
    deliver_webhooks: ({ tenantId, endpointId }: { tenantId: string; endpointId: string }) =>
      courier.deliver(tenantId, endpointId),
  };
}
