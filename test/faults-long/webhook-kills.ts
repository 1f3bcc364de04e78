import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { expect } from 'vitest';
import { inTenant } from '../../src/db/transaction.ts';
import { recordEvents } from '../../src/events/service.ts';
import { newId } from '../../src/lib/ids.ts';
import { eventually } from '../support/app.ts';
import type { SunkRequest, WebhookSink } from '../support/webhook-sink.ts';
import { type Plant, shortLeaseWorkers, startPlant } from './plant.ts';
import type { Random } from './seed.ts';

const LEASE_SECONDS = 3;

/**
 * Records events in as many rounds as there are kills; in each, a new worker process delivers and is
 * killed in the middle of a request. The last worker has to bring what is left. Answers how many
 * requests there were in all. What counts is what the receiver has (P27).
 */
export async function killWhileDelivering(
  sink: WebhookSink,
  { events, kills, random }: { events: number; kills: number; random: Random },
): Promise<number> {
  const plant = await startPlant(1, 2);
  plant.workerEnv.ALLOW_PRIVATE_HOSTS = '1';
  const start = shortLeaseWorkers(plant, LEASE_SECONDS);
  const { tenantId, id, secret } = await endpointOf(plant, sink.url);
  const ids: string[] = [];
  const perRound = Math.ceil(events / kills);
  for (let round = 0; round < kills; round++) {
    const fresh = Array.from({ length: Math.min(perRound, events - ids.length) }, newId);
    ids.push(...fresh);
    await recordAll(plant, tenantId, fresh);
    // Not after the last of the round: it has to die with work in its hands.
    const at = random.between(1, Math.floor(fresh.length * 0.8));
    const worker = await start();
    await untilRequest(sink, at);
    await worker.kill();
  }
  sink.script('/p27', {});
  await start();
  await eventually(
    () => pending(plant, tenantId, id),
    (count) => count === 0,
    60_000,
  );
  const got = sink.at('/p27');
  expectEach(got, ids, secret);
  return got.length;
}

async function endpointOf(plant: Plant, url: string) {
  const made = await plant.call('POST', '/webhooks/endpoints', {
    url: `${url}/p27`,
    events: ['email.sent'],
  });
  const { id, secret } = made.body as { id: string; secret: string };
  const { rows } = await plant.sql.query('select tenant_id from webhook_endpoints where id = $1', [
    id,
  ]);
  return { tenantId: rows[0].tenant_id as string, id, secret };
}

function recordAll(plant: Plant, tenantId: string, ids: string[]): Promise<void> {
  const events = ids.map((id) => ({ id, type: 'email.sent' as const, data: { id } }));
  return inTenant(plant.db, tenantId, (tx) => recordEvents(tx, tenantId, events));
}

/** Resolves in the middle of the request with this number, counted from now on. */
function untilRequest(sink: WebhookSink, number: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let count = 0;
  sink.script('/p27', {
    before: () => {
      count += 1;
      if (count >= number) resolve();
    },
  });
  return promise;
}

async function pending(plant: Plant, tenantId: string, endpointId: string): Promise<number> {
  const { rows } = await inTenant(plant.db, tenantId, (tx) =>
    sql<{ count: number }>`
      select (select count(*) from events where tenant_id = ${tenantId} and not dispatched)
           + (select count(*) from webhook_deliveries
              where tenant_id = ${tenantId} and endpoint_id = ${endpointId}
                and status <> 'DELIVERED') as count`.execute(tx),
  );
  return Number(rows[0]!.count);
}

function expectEach(got: SunkRequest[], ids: string[], secret: string): void {
  const verifier = new Webhook(secret);
  const seen = new Map<string, Set<string>>();
  for (const { headers, body } of got) {
    verifier.verify(body, headers as Record<string, string>);
    const event = String(headers['webhook-id']);
    const deliveries = seen.get(event) ?? new Set();
    seen.set(event, deliveries.add(String(headers['x-mailingcore-delivery-id'])));
  }
  expect(new Set(seen.keys())).toEqual(new Set(ids.map((id) => `evt_${id}`)));
  expect([...seen.values()].filter((deliveries) => deliveries.size !== 1)).toEqual([]);
}
