import { sql } from 'kysely';
import { pino } from 'pino';
import type { Database, Tx } from '../../src/db/database.ts';
import { inTenant } from '../../src/db/transaction.ts';
import type { NewEvent } from '../../src/events/event.ts';
import { recordEvents } from '../../src/events/service.ts';
import { drainJobs } from '../../src/jobs/runner.ts';
import { createSealer } from '../../src/lib/seal.ts';
import type { CourierOptions } from '../../src/webhooks/courier.ts';
import { showSecret } from '../../src/webhooks/created-endpoint.ts';
import { listDeliveries } from '../../src/webhooks/delivery-log.ts';
import { enqueueDelivery } from '../../src/webhooks/enqueue-delivery.ts';
import { webhookJobs } from '../../src/webhooks/jobs.ts';
import {
  createEndpoint,
  type NewEndpoint,
  showEndpoint,
  toggleEndpoint,
} from '../../src/webhooks/service.ts';
import { testTenant } from './database.ts';

export const SECRET = 'test secret of at least 32 characters';
const sealer = createSealer([SECRET]);

/** An endpoint and its secret, as the tenant has them. */
export type Listener = { tenantId: string; id: string; secret: string };

/** What tests of deliveries do again and again, on this database. */
export function webhookWorld(db: Database) {
  const log: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line) => void log.push(line) });

  /** A courier's options; a run is waited for, unless `patienceMs` is shorter. */
  const options = (over: Partial<CourierOptions> = {}): CourierOptions => ({
    ...{ db, sealer, allowPrivateHosts: true, log: logger, version: '9.9', patienceMs: 20_000 },
    ...over,
  });

  const anotherListener = async (
    tenantId: string,
    url: string,
    events = ['email.sent'],
    over: Partial<NewEndpoint> = {},
  ): Promise<Listener> => {
    const rules = { sealer, allowPrivateHosts: true };
    const created = await inTenant(db, tenantId, (tx) =>
      createEndpoint(tx, tenantId, { url, events, ...over }, rules),
    );
    const { id, secret } = showSecret(sealer, created) as { id: string; secret: string };
    return { tenantId, id, secret };
  };

  return {
    log,
    options,
    sealer,
    /** Runs the jobs that are due until none is. */
    drain: (over: Partial<CourierOptions> = {}) => drainJobs(db.url, webhookJobs(options(over))),
    /** An endpoint of a tenant of its own … */
    listener: async (url: string, events?: string[], over?: Partial<NewEndpoint>) =>
      anotherListener((await testTenant(db)).tenantId, url, events, over),
    /** … or of this one. */
    anotherListener,
    record: (tenantId: string, ...events: Partial<NewEvent>[]): Promise<void> => {
      const all = events.map((event) => ({
        type: 'email.sent' as const,
        data: { to: 'ana@example.com', z: 1, a: { b: [2, 'Zoë \u{1f600}'] } },
        ...event,
      }));
      return inTenant(db, tenantId, (tx) => recordEvents(tx, tenantId, all));
    },
    deliveries: async ({ tenantId, id }: Listener) =>
      (await inTenant(db, tenantId, (tx) => listDeliveries(tx, tenantId, id, { limit: 100 }))).data,
    endpoint: ({ tenantId, id }: Listener) =>
      inTenant(db, tenantId, (tx) => showEndpoint(tx, tenantId, id)),
    /** Lets what waits for the endpoint be due now. */
    makeDue: ({ tenantId, id }: Listener) =>
      inTenant(db, tenantId, (tx) =>
        sql`update webhook_deliveries set next_attempt_at = now()
            where tenant_id = ${tenantId} and endpoint_id = ${id}`.execute(tx),
      ),
    /** Turns it on, whatever it was, and so lets its job run now. */
    turnOn: ({ tenantId, id }: Listener) =>
      inTenant(db, tenantId, (tx) => toggleEndpoint(tx, tenantId, id, true)),
    /** Lets so many hours pass for an endpoint, as the database sees it, and its job run now. */
    hoursPass: ({ tenantId, id }: Listener, hours: number) =>
      inTenant(db, tenantId, (tx) => moveBack(tx, tenantId, id, hours)),
  };
}

/** Time passes by moving all that has a time into the past: nobody can move the database's clock. */
async function moveBack(tx: Tx, tenantId: string, id: string, hours: number): Promise<void> {
  await sql`
    update webhook_endpoints
    set failing_since = failing_since - ${hours} * interval '1 hour',
        last_failed_at = last_failed_at - ${hours} * interval '1 hour',
        paused_until = paused_until - ${hours} * interval '1 hour',
        previous_secret_until = previous_secret_until - ${hours} * interval '1 hour'
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
  await sql`
    update webhook_deliveries
    set next_attempt_at = next_attempt_at - ${hours} * interval '1 hour'
    where tenant_id = ${tenantId} and endpoint_id = ${id}`.execute(tx);
  await enqueueDelivery(tx, tenantId, id);
}
