import { beforeAll, expect, test } from 'vitest';
import { caller, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';
import { draft, importPeople, people, publishNews } from '../support/newsletter.ts';
import type { Call } from '../support/server.ts';
import { startSmtpSink } from '../support/smtp-sink.ts';

let app: RunningApp;

beforeAll(async () => {
  app = await runApp({}, 'api');
});

async function fresh(): Promise<Call> {
  return caller(app.url, (await testTenant(app.db)).apiKey);
}

test('J1: fields, defaults and limits; a password is never shown', async () => {
  const call = await fresh();
  const least = await call('POST', '/projects', { name: 'Weekly' });
  expect(least).toMatchObject({
    status: 201,
    body: {
      ...{ name: 'Weekly', host: null, port: null, tlsMode: null, user: null, auth: null },
      ...{ hasPassword: false, fromName: null, fromEmail: null, replyTo: null },
      ...{ rateLimit: {}, retryWindow: 24, isDefault: false },
    },
  });
  const whole = {
    ...{ name: 'n'.repeat(200), host: 'smtp.example.com', port: 465, tlsMode: 'implicit' },
    ...{ user: 'joe', auth: 'xoauth2', fromName: 'Joe', fromEmail: 'joe@example.com' },
    ...{ replyTo: 'desk@example.com', rateLimit: { perSecond: 5, perMinute: 100 } },
    ...{ retryWindow: 120, isDefault: true },
  };
  const made = await call('POST', '/projects', { ...whole, password: 'a token' });
  expect(made).toMatchObject({ status: 201, body: { ...whole, hasPassword: true } });
  expect(JSON.stringify(made.body)).not.toContain('a token');
  expect(Object.keys(made.body).sort()).toEqual(Object.keys(least.body).sort());
  for (const wrong of [
    ...[{ name: '' }, { name: 'n'.repeat(201) }, { port: 0 }, { port: 65_536 }],
    ...[{ tlsMode: 'ssl' }, { retryWindow: 0 }, { retryWindow: 121 }, { dkim: 'x' }],
  ]) {
    const { status } = await call('POST', '/projects', { ...whole, password: 'x', ...wrong });
    expect([wrong, status]).toEqual([wrong, 400]);
  }
});

test('J2: list, change and delete; 409 while a scheduled campaign uses it', async () => {
  const call = await fresh();
  await importPeople(call, people(1));
  const { body } = await call('POST', '/projects', { name: 'One', isDefault: true });
  const other = await call('POST', '/projects', { name: 'Two', isDefault: true });
  const { data, meta } = (await call('GET', '/projects')).body;
  expect(meta).toEqual({ page: 1, limit: 20, total: 2, totalPages: 1 });
  expect(data.map((p: { isDefault: boolean }) => p.isDefault).sort()).toEqual([false, true]);
  const changed = await call('PATCH', `/projects/${body.id}`, { name: 'First' });
  expect(changed).toMatchObject({ status: 200, body: { name: 'First', isDefault: false } });

  const id = await draft(call, await publishNews(call), { projectId: body.id });
  await call('POST', `/campaigns/${id}/schedule`, { scheduledAt: '2099-01-01T00:00:00Z' });
  expect((await call('DELETE', `/projects/${body.id}`)).status).toBe(409);
  const deleted = await call('DELETE', `/projects/${other.body.id}`);
  expect(deleted).toMatchObject({ status: 200, body: { deleted: true, id: other.body.id } });
  expect((await call('GET', `/projects/${other.body.id}`)).status).toBe(404);
});

test('J3: verify shows the conversation, the outcome and what to do', async () => {
  const call = await fresh();
  const sink = await startSmtpSink();
  const settings = { name: 'One', host: '127.0.0.1', port: sink.port, tlsMode: 'none' };
  const { body } = await call('POST', '/projects', settings);
  const good = await call('POST', `/projects/${body.id}/verify`);
  expect(good.body).toMatchObject({ ok: true, step: 'QUIT', reason: null, advice: null });
  expect(good.body.lines.length).toBeGreaterThan(8);
  const bad = await call('POST', `/projects/${body.id}/verify`, { port: 1 });
  expect(bad).toMatchObject({ status: 200, body: { ok: false, step: 'connect' } });
  expect(bad.body.advice).toContain('Check host and port');
  await sink.close();
});
