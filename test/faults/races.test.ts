import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { endIfDone } from '../../src/campaigns/end.ts';
import { lockCampaignRow } from '../../src/campaigns/store.ts';
import { inTenant } from '../../src/db/transaction.ts';
import { newId } from '../../src/lib/ids.ts';
import { claimMessages } from '../../src/messages/claim.ts';
import { requeueEnded } from '../../src/messages/send-again.ts';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import { importPeople, people, publishNews, send, untilStatus } from '../support/newsletter.ts';
import { forRecipients, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// Two things in the same moment, each held at the point where it hurts.

const AUDIENCE = 300;
let sink: SmtpSink;
let app: RunningApp;
let versionId: string;

beforeAll(async () => {
  sink = await startSmtpSink();
  app = await runApp({ smtpUrl: sink.url, smtpConnections: 2 });
  await importPeople(app.call, people(AUDIENCE));
  versionId = await publishNews(app.call);
  return () => sink.close();
});

test('a claim whose reply was lost is given back, and nobody is lost or mailed twice', async () => {
  sink.ledger.clear();
  sink.hold();
  const id = await send(app.call, versionId);
  await sink.reached(2);
  // The engine's own claim, committed on a connection that it never hears from again.
  const { rows } = await sql<{ id: string }>`select id from workers`.execute(app.db.engine);
  const lost = await claimMessages(app.db.engine, app.tenant.tenantId, {
    campaignId: id,
    workerId: rows[0]!.id,
    token: newId(),
    limit: 20,
    singly: false,
    window: 200,
    suppressionKey: Buffer.alloc(32),
    turn: { tenantFrom: 0, campaignFrom: 0, weight: 1 },
  });
  expect(lost).toHaveLength(20);
  sink.release();
  const { stats } = await untilStatus(app.call, id, 'SENT');
  expect(stats).toMatchObject({ audience: AUDIENCE, sent: AUDIENCE });
  expect(sink.ledger.perRecipient().size).toBe(AUDIENCE);
  expect(sink.ledger.accepted).toBe(AUDIENCE);
});

test('the end of a campaign and a retry of its failed ones: never SENT with someone waiting', async () => {
  const { tenantId } = app.tenant;
  sink.setScript(forRecipients(['person1@example.com'], 'rcpt', { reply: '550 5.7.1 no' }));
  const id = await send(app.call, versionId);
  await untilStatus(app.call, id, 'SENT');
  // As it was a moment before its end.
  await sql`update campaigns set status = 'SENDING', finished_at = null where id = ${id}`.execute(
    app.db.engine,
  );
  let ending: Promise<boolean> | undefined;
  await inTenant(app.db, tenantId, async (tx) => {
    await lockCampaignRow(tx, tenantId, id);
    ending = inTenant(app.db, tenantId, (other) => endIfDone(other, tenantId, id));
    // Until it waits for our lock.
    await eventually(
      async () => {
        const waiting = await sql<{ count: number }>`
          select count(*) from pg_locks where not granted`.execute(app.db.engine);
        return waiting.rows[0]!.count;
      },
      (count) => count > 0,
    );
    expect(await requeueEnded(tx, tenantId, id, 'FAILED', null)).toBe(1);
  });
  expect(await ending).toBe(false);
  sink.setScript(undefined);
  const { stats } = await untilStatus(app.call, id, 'SENT');
  expect(stats).toMatchObject({ audience: AUDIENCE, sent: AUDIENCE, failed: 0 });
});
