import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { claimMessages } from '../../src/messages/claim.ts';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import { importPeople, people, publishNews, send, untilStatus } from '../support/newsletter.ts';
import { startSmtpSink } from '../support/smtp-sink.ts';

// P40: a claim whose commit reply was lost is given back, whatever else the worker waits for.

const PEOPLE = 1_500;

/** What such a loss leaves: a claim in the worker's name that it knows nothing of. */
async function loseClaim({ db, tenant }: RunningApp, campaignId: string): Promise<number> {
  const { rows } = await sql<{ id: string }>`select id from workers`.execute(db.engine);
  const lost = await claimMessages(db.engine, tenant.tenantId, {
    ...{ campaignId, workerId: rows[0]!.id, token: newId(), limit: 10, window: 200 },
    ...{ singly: false, suppressionKey: Buffer.alloc(32) },
    turn: { tenantFrom: 0, campaignFrom: 0, weight: 1 },
  });
  return lost.length;
}

/** Runs `work` while a single is due whose claim can't come to its end. */
async function whileClaimingWaits({ call, db }: RunningApp, work: () => Promise<void>) {
  const sendAt = new Date(Date.now() + 1_000).toISOString();
  const content = { to: 'later@example.com', subject: 'Later', htmlBody: '<p>Later</p>' };
  expect((await call('POST', '/scheduled-emails', { ...content, sendAt })).status).toBe(201);
  await db.engine.transaction().execute(async (tx) => {
    await sql`lock table emails in access exclusive mode`.execute(tx);
    await eventually(
      () =>
        sql`select from pg_locks where relation = 'emails'::regclass and not granted`.execute(tx),
      ({ rows }) => rows.length > 0,
    );
    await work();
  });
}

test('P40: a lost claim is given back, also while a claim of singles is on its way', async () => {
  const sink = await startSmtpSink();
  const app = await runApp({ smtpUrl: sink.url, smtpConnections: 2 });
  await importPeople(app.call, people(PEOPLE));
  const versionId = await publishNews(app.call);
  sink.hold();
  const id = await send(app.call, versionId);
  await sink.until(() => sink.connections > 0);
  await whileClaimingWaits(app, async () => {
    expect(await loseClaim(app, id)).toBe(10);
    sink.release();
    const { stats } = await untilStatus(app.call, id, 'SENT', 15_000);
    expect(stats).toMatchObject({ audience: PEOPLE, sent: PEOPLE });
  });
  await eventually(
    async () => sink.ledger.copiesOf('later@example.com').length,
    (copies) => copies === 1,
  );
  expect(sink.ledger.duplicated()).toEqual([]);
  await sink.close();
});
