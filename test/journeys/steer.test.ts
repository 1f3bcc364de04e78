import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { eventually, type RunningApp, runApp } from '../support/app.ts';
import { at, forRecipients } from '../support/smtp-script.ts';
import { startSmtpSink } from '../support/smtp-sink.ts';

const HTML = '<p>Hi {{name}} <a href="{{unsubscribeUrl}}">Unsubscribe</a></p>';

async function campaignTo(app: RunningApp, people: number): Promise<string> {
  const { call } = app;
  for (let first = 0; first < people; first += 1_000) {
    const contacts = Array.from({ length: Math.min(1_000, people - first) }, (_, i) => ({
      email: `p${first + i}@example.com`,
      attributes: { name: `P${first + i}` },
    }));
    await call('POST', '/contacts/bulk', { contacts });
  }
  const template = (await call('POST', '/templates', { name: 'T', subject: 'S', htmlBody: HTML }))
    .body;
  const versionId = template.versions[0].id;
  await call('POST', `/templates/${template.id}/versions/${versionId}/publish`);
  const campaign = await call('POST', '/campaigns', { name: 'C', templateVersionId: versionId });
  return campaign.body.id;
}

test('pause stops within a second and resume goes on; nobody twice, nobody lost', async () => {
  const sink = await startSmtpSink({});
  const app = await runApp({ smtpUrl: sink.url, smtpConnections: 4 });
  const id = await campaignTo(app, 4_000);
  await app.call('POST', `/campaigns/${id}/send`);
  await eventually(
    async () => sink.ledger.accepted,
    (accepted) => accepted >= 300,
  );
  const paused = await app.call('POST', `/campaigns/${id}/pause`);
  const acceptedAtPause = sink.ledger.accepted;
  expect(paused.body).toMatchObject({ status: 'PAUSED', stats: { sending: 0 } });
  expect((await app.call('POST', `/campaigns/${id}/pause`)).status).toBe(409);
  const later = await app.call('GET', `/campaigns/${id}`);
  expect(later.body.stats.sent).toBe(sink.ledger.accepted);
  expect(sink.ledger.accepted - acceptedAtPause).toBeLessThanOrEqual(4);
  expect(later.body.reason).toContain('Paused');
  expect((await app.call('POST', `/campaigns/${id}/resume`)).body.status).toBe('SENDING');
  const done = await eventually(
    () => app.call('GET', `/campaigns/${id}`),
    (reply) => reply.body.status === 'SENT',
  );
  expect(done.body.stats).toMatchObject({ audience: 4_000, sent: 4_000 });
  expect(sink.ledger.duplicated()).toEqual([]);
  expect(sink.ledger.perRecipient().size).toBe(4_000);
  await sink.close();
});

test('P7: a pause while final dots wait: what rides behind them goes back, and has cost nothing', async () => {
  const sink = await startSmtpSink({});
  const app = await runApp({ smtpUrl: sink.url, smtpConnections: 4 });
  const id = await campaignTo(app, 2_000);
  await app.call('POST', `/campaigns/${id}/send`);
  await eventually(
    async () => sink.ledger.accepted,
    (accepted) => accepted >= 100,
  );
  sink.hold();
  await sink.reached(4);
  const before = sink.ledger.accepted;
  const paused = await app.call('POST', `/campaigns/${id}/pause`);
  expect(paused.body.stats.sending).toBeGreaterThan(4);
  sink.release();
  const { stats } = (
    await eventually(
      () => app.call('GET', `/campaigns/${id}`),
      (reply) => reply.body.stats.sending === 0,
    )
  ).body;
  expect(sink.ledger.accepted - before).toBeLessThanOrEqual(4);
  expect(stats).toMatchObject({ sent: sink.ledger.accepted, queued: 2_000 - sink.ledger.accepted });
  const { rows } = await sql`
    select distinct attempts, doubted from messages
    where campaign_id = ${id} and status = 'QUEUED'`.execute(app.db.engine);
  expect(rows).toEqual([{ attempts: 0, doubted: false }]);
  await app.call('POST', `/campaigns/${id}/resume`);
  await eventually(
    () => app.call('GET', `/campaigns/${id}`),
    (reply) => reply.body.status === 'SENT',
  );
  expect(sink.ledger.duplicated()).toEqual([]);
  expect(sink.ledger.perRecipient().size).toBe(2_000);
  await sink.close();
});

test('failures are listed with their reply and sent again on request', async () => {
  const bad = ['p1@example.com', 'p3@example.com'];
  const sink = await startSmtpSink({
    script: forRecipients(bad, 'rcpt', { reply: '550 5.7.1 not today' }),
  });
  const app = await runApp({ smtpUrl: sink.url });
  const id = await campaignTo(app, 10);
  await app.call('POST', `/campaigns/${id}/send`);
  const ended = () =>
    eventually(
      () => app.call('GET', `/campaigns/${id}`),
      (reply) => reply.body.status === 'SENT',
    );
  expect((await ended()).body.stats).toMatchObject({ sent: 8, failed: 2 });
  const failed = await app.call('GET', `/campaigns/${id}/recipients?status=FAILED`);
  expect(failed.body.data.map((row: { email: string }) => row.email).sort()).toEqual(bad);
  expect(failed.body.data[0]).toMatchObject({ attempts: 1, reason: '550 5.7.1 not today' });
  expect((await app.call('GET', `/campaigns/${id}/recipients?cursor=x`)).status).toBe(400);

  sink.setScript(at('rcpt', {}, 0));
  const again = await app.call('POST', `/campaigns/${id}/retry-failed`, {
    ids: [failed.body.data[0].id],
  });
  expect(again).toMatchObject({ status: 202, body: { changed: 1, status: 'SENDING' } });
  expect((await ended()).body.stats).toMatchObject({ sent: 9, failed: 1 });
  await app.call('POST', `/campaigns/${id}/retry-failed`);
  expect((await ended()).body.stats).toMatchObject({ sent: 10, failed: 0 });
  expect(sink.ledger.duplicated()).toEqual([]);

  const seen = new Set<string>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await app.call(
      'GET',
      `/campaigns/${id}/recipients?limit=3${cursor && `&cursor=${cursor}`}`,
    );
    for (const row of page.body.data) seen.add(row.email);
    cursor = page.body.meta.nextCursor;
  }
  expect(seen.size).toBe(10);
  await sink.close();
});

test('progress is streamed until the end', async () => {
  const sink = await startSmtpSink({});
  const app = await runApp({ smtpUrl: sink.url });
  const id = await campaignTo(app, 50);
  const stream = fetch(`${app.url}/campaigns/${id}/events`, {
    headers: { authorization: `Bearer ${app.tenant.apiKey}` },
  });
  await app.call('POST', `/campaigns/${id}/send`);
  const text = await (await stream).text();
  const events = [...text.matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1]!));
  expect(events.at(-1)).toMatchObject({ id, status: 'SENT', stats: { audience: 50, sent: 50 } });
  expect((await app.call('GET', '/campaigns/x/events')).status).toBe(404);
  await sink.close();
});

test('a rate limit holds a campaign, says so, and holds nobody else', async () => {
  const sink = await startSmtpSink({});
  const app = await runApp({ smtpUrl: sink.url });
  const slow = await campaignTo(app, 100);
  await app.call('PATCH', `/campaigns/${slow}`, { rateLimit: { perDay: 30 } });
  const quick = (await app.call('POST', `/campaigns/${slow}/duplicate`)).body.id;
  await app.call('PATCH', `/campaigns/${quick}`, { rateLimit: {} });
  await app.call('POST', `/campaigns/${slow}/send`);
  await app.call('POST', `/campaigns/${quick}/send`);
  const status = (id: string) => async () => (await app.call('GET', `/campaigns/${id}`)).body;
  await eventually(status(quick), (campaign) => campaign.status === 'SENT');
  const held = await eventually(status(slow), (campaign) => campaign.reason !== null);
  expect(held).toMatchObject({ status: 'SENDING', reason: 'Rate limit reached for this day' });
  expect(held.stats).toMatchObject({ sent: 30, queued: 70 });
  await sql`update rate_windows set starts_at = starts_at - interval '1 day'`.execute(
    app.db.engine,
  );
  const more = await eventually(status(slow), (campaign) => campaign.stats.sent === 60);
  expect(more.stats.queued).toBe(40);
  expect(sink.ledger.accepted).toBe(160);
  await sink.close();
});
