import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import {
  draft,
  importPeople,
  people,
  publishNews,
  send,
  untilCampaign,
  untilStatus,
} from '../support/newsletter.ts';
import { OTHER_PASSWORD, otherServer } from '../support/other-server.ts';
import type { Call } from '../support/server.ts';
import { at, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// Projects: each with a server, a sender and bad days of its own. What the servers accepted is the truth.

const CONNECTIONS = 4;

/** A tenant of its own with so many people and something to send them. */
async function fresh(app: RunningApp, audience: number) {
  const { apiKey, testKey, tenantId } = await testTenant(app.db);
  const call = caller(app.url, apiKey);
  await importPeople(call, people(audience));
  const versionId = await publishNews(call);
  return { call, tenantId, versionId, asTester: caller(app.url, testKey) };
}

async function project(call: Call, settings: Record<string, unknown>): Promise<string> {
  const { status, body } = await call('POST', '/projects', { host: '127.0.0.1', ...settings });
  expect([status, body.message]).toEqual([201, undefined]);
  return body.id;
}

const plainly = ({ port }: { port: number }) => ({ port, tlsMode: 'none' });

test('P19, P38: a project whose server is silent holds up no other, and fails nothing', async () => {
  const instance = await startSmtpSink();
  const stuck = await startSmtpSink({ script: at('banner', { hang: true }) });
  const quick = await otherServer({ authOptional: false });
  const app = await runApp({ smtpUrl: instance.url, smtpConnections: CONNECTIONS }, 'serve', {
    timeouts: { banner: 1_000 },
  });
  const { call, versionId } = await fresh(app, 400);
  const other = await fresh(app, 300);
  const slow = await project(call, { name: 'Slow', ...plainly(stuck) });
  const secured = { port: quick.port, tlsMode: 'starttls', user: 'joe', password: OTHER_PASSWORD };
  const news = { fromName: 'The Weekly', fromEmail: 'weekly@news.example' };
  const fast = await project(call, { name: 'Fast', ...secured, ...news });

  const waits = await send(call, versionId, { projectId: slow });
  await stuck.until(() => stuck.connections > 0);
  // While the silent server holds its connections: another project, and another tenant.
  const goes = await send(call, versionId, { projectId: fast });
  const theirs = await send(other.call, other.versionId);
  expect((await untilStatus(call, goes, 'SENT')).stats).toMatchObject({ sent: 400 });
  expect((await untilStatus(other.call, theirs, 'SENT')).stats).toMatchObject({ sent: 300 });
  expect(new Set(quick.accepted.map(({ to }) => to)).size).toBe(400);
  expect(quick.accepted).toHaveLength(400);
  expect([...quick.users]).toEqual(['joe']);
  expect(new Set(quick.accepted.map(({ from }) => from))).toEqual(new Set([news.fromEmail]));
  expect(quick.accepted[0]!.messageId).toMatch(/@news\.example>$/);
  expect(instance.ledger.accepted).toBe(300);

  const { reason } = await untilCampaign(call, waits, (campaign) => campaign.reason !== null);
  expect(reason).toMatch(/^Project "Slow": relay 127\.0\.0\.1:\d+ did not answer/);
  const others = [await call('GET', `/campaigns/${goes}`)];
  others.push(await other.call('GET', `/campaigns/${theirs}`));
  expect(others.map(({ body }) => body.reason)).toEqual([null, null]);

  stuck.setScript(undefined);
  const { stats } = await untilStatus(call, waits, 'SENT');
  expect(stats).toMatchObject({ sent: 400, failed: 0, unknown: 0 });
  expect(stuck.ledger.perRecipient().size).toBe(400);
  expect(stuck.ledger.duplicated()).toEqual([]);
  await Promise.all([instance.close(), stuck.close(), quick.close()]);
}, 90_000);

test('refused credentials pause the project with a reason; right ones go on at once', async () => {
  const server = await otherServer({ authOptional: false });
  const app = await runApp({ smtpConnections: CONNECTIONS });
  const { call, versionId } = await fresh(app, 200);
  const wrong = { port: server.port, tlsMode: 'starttls', user: 'joe', password: 'not this' };
  const projectId = await project(call, { name: 'News', ...wrong });
  const id = await send(call, versionId, { projectId });
  const { reason, stats } = await untilCampaign(call, id, (c) => c.reason !== null);
  expect(reason).toMatch(/^Project "News": .* refused the user name or password .*: 535 /);
  expect(reason).not.toContain('not this');
  expect(stats).toMatchObject({ failed: 0, sent: 0 });
  const mended = await call('PATCH', `/projects/${projectId}`, { password: OTHER_PASSWORD });
  expect(mended.status).toBe(200);
  const done = await untilStatus(call, id, 'SENT', 10_000);
  expect([done.stats.sent, done.reason]).toEqual([200, null]);
  expect(new Set(server.accepted.map(({ to }) => to)).size).toBe(200);
  expect(server.accepted).toHaveLength(200);
  await server.close();
}, 60_000);

test('a project that moves while it sends: everyone once, the rest by the new server', async () => {
  let atHalf = () => {};
  const before: SmtpSink = await startSmtpSink({
    onMessage: () => before.ledger.accepted === 1_000 && atHalf(),
  });
  const after = await startSmtpSink();
  const app = await runApp({ smtpConnections: CONNECTIONS });
  const { call, versionId } = await fresh(app, 6_000);
  const projectId = await project(call, { name: 'Moves', ...plainly(before) });
  const half = new Promise<void>((resolve) => {
    atHalf = () => {
      before.hold();
      resolve();
    };
  });
  const id = await send(call, versionId, { projectId });
  await half;
  const moved = await call('PATCH', `/projects/${projectId}`, { port: after.port });
  expect(moved.status).toBe(200);
  await eventually(
    async () => after.ledger.accepted,
    (count) => count > 0,
  );
  before.release();
  const { stats } = await untilStatus(call, id, 'SENT');
  expect(stats).toMatchObject({ audience: 6_000, sent: 6_000, unknown: 0, failed: 0 });
  const all = [...before.ledger.copies, ...after.ledger.copies].map(({ rcptTo }) => rcptTo);
  expect([all.length, new Set(all).size]).toEqual([6_000, 6_000]);
  // What had been begun when it moved, and nothing that was begun after.
  expect(before.ledger.accepted).toBeLessThan(1_000 + 3 * CONNECTIONS);
  await Promise.all([before.close(), after.close()]);
}, 90_000);

test('the default project, the outbox of test keys, tests, and what a project in use forbids', async () => {
  const [own, instance] = [await startSmtpSink(), await startSmtpSink()];
  const app = await runApp({ smtpUrl: instance.url });
  const { call, versionId, asTester } = await fresh(app, 50);
  await untilStatus(call, await send(call, versionId), 'SENT');
  expect([own.ledger.accepted, instance.ledger.accepted]).toEqual([0, 50]);

  const sender = { fromEmail: 'desk@news.example', replyTo: 'ask@news.example', isDefault: true };
  const projectId = await project(call, { name: 'Desk', ...plainly(own), ...sender });
  await untilStatus(call, await send(call, versionId), 'SENT');
  expect([own.ledger.accepted, instance.ledger.accepted]).toEqual([50, 50]);
  expect(own.ledger.copies[0]!.mailFrom).toBe('desk@news.example');

  const tested = await draft(call, versionId);
  const { body } = await call('POST', `/campaigns/${tested}/test`, { emails: ['a@example.com'] });
  expect([body.results[0].status, own.ledger.accepted]).toEqual(['SENT', 51]);

  await untilStatus(asTester, await send(asTester, versionId, { projectId }), 'SENT');
  expect([own.ledger.accepted, instance.ledger.accepted]).toEqual([51, 50]);
  const outbox = await app.call('GET', '/outbox?format=json&q=Hello+Name');
  expect(outbox.body.meta.total).toBe(50);

  const scheduled = await draft(call, versionId);
  const time = { scheduledAt: '2099-01-01T09:00:00Z' };
  expect((await call('POST', `/campaigns/${scheduled}/schedule`, time)).status).toBe(200);
  const used = await call('DELETE', `/projects/${projectId}`);
  expect([used.status, used.body.message]).toEqual([409, expect.stringContaining(scheduled)]);
  await call('POST', `/campaigns/${scheduled}/cancel`);
  const named = await draft(call, versionId, { projectId });
  expect((await call('DELETE', `/projects/${projectId}`)).status).toBe(200);
  const gone = await call('POST', `/campaigns/${named}/send`);
  expect([gone.status, gone.body.errors[0].path]).toEqual([422, 'projectId']);
  const unknown = { name: 'May', templateVersionId: versionId, projectId: 'nosuch' };
  expect((await call('POST', '/campaigns', unknown)).body.errors[0].path).toBe('projectId');
  await Promise.all([own.close(), instance.close()]);
}, 60_000);

test('P29: a private host that got into the database is not dialled by a worker', async () => {
  const sink = await startSmtpSink();
  const app = await runApp({ allowPrivateHosts: false });
  const { call, versionId, tenantId } = await fresh(app, 10);
  await sql`insert into projects (tenant_id, id, name, host, port, tls_mode)
            values (${tenantId}, 'inside', 'Inside', '127.0.0.1', ${sink.port}, 'none')`.execute(
    app.db.engine,
  );
  const id = await send(call, versionId, { projectId: 'inside' });
  const { reason, stats } = await untilCampaign(call, id, (c) => c.reason !== null);
  expect(reason).toContain('is not on a public host');
  expect(stats).toMatchObject({ sent: 0, failed: 0 });
  const tested = await call('POST', `/campaigns/${id}/test`, { emails: ['a@example.com'] });
  expect(tested.body.results[0].status).toBe('FAILED');
  expect(sink.connected).toBe(0);
  await sink.close();
});
