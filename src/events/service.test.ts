import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { inTenant } from '../db/transaction.ts';
import { drainJobs } from '../jobs/runner.ts';
import { newId } from '../lib/ids.ts';
import type { NewEvent } from './event.ts';
import { forgetPerson, recordEvents, takeUndispatched } from './service.ts';

const db = testDatabase();

async function listen(tenantId: string, events: string[], enabled = true): Promise<void> {
  await inTenant(db, tenantId, (tx) =>
    sql`insert into webhook_endpoints (tenant_id, id, url, events, secret_sealed, enabled)
        values (${tenantId}, ${newId()}, 'https://a.example', ${events}, '\\x00', ${enabled})`.execute(
      tx,
    ),
  );
}

/** The tenants for whom the job that dispatches was enqueued. */
async function dispatchedFor(): Promise<string[]> {
  const seen: string[] = [];
  await drainJobs(db.url, {
    dispatch_events: async ({ tenantId }: { tenantId: string }) => void seen.push(tenantId),
  });
  return seen;
}

/** Ids are ordered by the millisecond only; tests that look at the order sort them first. */
function ascendingIds(count: number): string[] {
  return Array.from({ length: count }, () => newId()).sort();
}

const sent = (over: Partial<NewEvent> = {}): NewEvent => ({
  type: 'email.sent',
  data: { to: 'ana@example.com', status: 'SENT' },
  ...over,
});

test('only what somebody listens to waits for dispatch', async () => {
  const { tenantId } = await testTenant(db);
  await listen(tenantId, ['email.sent', 'email.failed']);
  await listen(tenantId, ['email.opened'], false);
  const other = await testTenant(db);
  await listen(other.tenantId, ['email.clicked']);
  await inTenant(db, tenantId, async (tx) => {
    const types = ['email.clicked', 'email.failed', 'email.opened', 'email.sent'] as const;
    await recordEvents(
      tx,
      tenantId,
      types.map((type) => sent({ type })),
    );
    const taken = await takeUndispatched(tx, tenantId, 10);
    expect(taken.map(({ type }) => type).sort()).toEqual(['email.failed', 'email.sent']);
    expect(await takeUndispatched(tx, tenantId, 10)).toEqual([]);
  });
});

test('thousands are one statement; without a listener none waits', async () => {
  const { tenantId } = await testTenant(db);
  const events = Array.from({ length: 5_000 }, (_, i) => sent({ contactId: newId(), data: { i } }));
  await inTenant(db, tenantId, (tx) => recordEvents(tx, tenantId, events));
  await inTenant(db, tenantId, async (tx) => {
    const { rows } = await sql<{ total: number; waiting: number }>`
      select count(*) as total, count(*) filter (where not dispatched) as waiting
      from events where tenant_id = ${tenantId}`.execute(tx);
    expect(rows).toEqual([{ total: 5_000, waiting: 0 }]);
    await recordEvents(tx, tenantId, []);
  });
  expect(await dispatchedFor()).not.toContain(tenantId);
});

test('events and their job exist exactly if the transaction commits; an own id keeps one', async () => {
  const { tenantId } = await testTenant(db);
  await listen(tenantId, ['email.sent']);
  const id = newId();
  const undone = inTenant(db, tenantId, async (tx) => {
    await recordEvents(tx, tenantId, [sent({ id })]);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await dispatchedFor()).not.toContain(tenantId);
  for (let i = 0; i < 2; i++) {
    await inTenant(db, tenantId, (tx) => recordEvents(tx, tenantId, [sent({ id })]));
  }
  expect((await dispatchedFor()).filter((id) => id === tenantId)).toEqual([tenantId]);
  const taken = await inTenant(db, tenantId, (tx) => takeUndispatched(tx, tenantId, 10));
  expect(taken.map((event) => event.id)).toEqual([id]);
});

test('two takers at once share the events without taking one twice', async () => {
  const { tenantId } = await testTenant(db);
  await listen(tenantId, ['email.sent']);
  const events = Array.from({ length: 40 }, () => sent());
  await inTenant(db, tenantId, (tx) => recordEvents(tx, tenantId, events));
  const takers = Array.from({ length: 8 }, () =>
    inTenant(db, tenantId, (tx) => takeUndispatched(tx, tenantId, 10)),
  );
  const first = (await Promise.all(takers)).flat();
  const rest = await inTenant(db, tenantId, (tx) => takeUndispatched(tx, tenantId, 100));
  const ids = [...first, ...rest].map(({ id }) => id);
  expect(ids).toHaveLength(40);
  expect(new Set(ids).size).toBe(40);
});

test("a stranger's broken text doesn't undo the transaction", async () => {
  const { tenantId } = await testTenant(db);
  await listen(tenantId, ['email.failed']);
  const data = { diagnostic: 'a\0b', nested: { '\0k': ['\ud800', 'fine \u{1f600}', '\\u0000'] } };
  await inTenant(db, tenantId, async (tx) => {
    await recordEvents(tx, tenantId, [sent({ type: 'email.failed', data })]);
    const { rows } = await sql<{ data: object }>`
      select data from events where tenant_id = ${tenantId}`.execute(tx);
    expect(rows[0]!.data).toEqual({
      diagnostic: 'a\ufffdb',
      nested: { '\ufffdk': ['\ufffd', 'fine \u{1f600}', '\\u0000'] },
    });
  });
});

test("P45: a forgotten person's events keep facts and lose everything personal", async () => {
  const { tenantId } = await testTenant(db);
  const person = { id: newId(), email: 'ana@example.com' };
  const personal = {
    to: person.email,
    subject: 'Hello Ana',
    tags: ['ana'],
    ip: '10.1.2.3',
    userAgent: 'Ana',
    metadata: { name: 'Ana' },
    externalId: 'ana-7',
  };
  await inTenant(db, tenantId, async (tx) => {
    const ids = ascendingIds(5);
    const events = [
      sent({ contactId: person.id, data: { emailLogId: '1', status: 'SENT', ...personal } }),
      sent({ data: { to: person.email, status: 'SENT' } }),
      sent({ type: 'contact.unsubscribed', data: { email: person.email, source: 'one_click' } }),
      sent({ contactId: person.id, data: {} }),
      sent({ contactId: newId(), data: { to: 'bea@example.com' } }),
    ];
    await recordEvents(
      tx,
      tenantId,
      events.map((event, i) => ({ ...event, id: ids[i] })),
    );
    await forgetPerson(tx, tenantId, person);
    const { rows } = await sql<{ data: object; contact: string }>`
      select data, contact_id as contact from events
      where tenant_id = ${tenantId} order by id`.execute(tx);
    const text = JSON.stringify(rows);
    expect(text).not.toMatch(/ana|10\.1/i);
    expect(rows[0]!.data).toMatchObject({ emailLogId: '1', status: 'SENT', to: null, tags: null });
    expect(rows.slice(0, 4).map(({ contact }) => contact)).toEqual(Array(4).fill(person.id));
    expect(rows[2]!.data).toEqual({ email: null, source: 'one_click' });
    expect(rows[4]!.data).toEqual({ to: 'bea@example.com' });
  });
});
