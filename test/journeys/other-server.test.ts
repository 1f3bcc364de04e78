import { expect, test } from 'vitest';
import { runApp } from '../support/app.ts';
import { importPeople, people, publishNews, send, untilStatus } from '../support/newsletter.ts';
import { otherServer } from '../support/other-server.ts';

// A server that isn't ours: `smtp-server` with its own defaults, STARTTLS with a certificate that
// nobody signed among them. What it accepted is the truth.

test('20,000 contacts through a foreign server with STARTTLS: each exactly once', async () => {
  const server = await otherServer();
  const { call } = await runApp({ smtpUrl: `smtp://127.0.0.1:${server.port}` });
  const all = people(20_000, (i) => ({
    optIn: i % 10 !== 0,
    locale: i % 2 ? 'es' : 'en',
    attributes: { firstName: `Name ${i}`, plan: i % 7 === 0 ? 'free' : 'pro' },
  }));
  await importPeople(call, all);
  const suppressed = new Set([
    'person1@example.com',
    'person2@example.com',
    'person11@example.com',
  ]);
  for (const email of suppressed) await call('POST', '/suppressions', { email, reason: 'manual' });
  const expected = all
    .filter((_, i) => i % 10 !== 0 && i % 7 !== 0)
    .map(({ email }) => email)
    .filter((email) => !suppressed.has(email));

  const id = await send(call, await publishNews(call), {
    audienceFilter: { attributes: { plan: 'pro' } },
  });
  const done = await untilStatus(call, id, 'SENT');

  expect(done.stats).toMatchObject({ audience: expected.length, sent: expected.length });
  expect(server.accepted.map(({ to }) => to).sort()).toEqual(expected.sort());
  const ids = new Set(server.accepted.map(({ messageId }) => messageId));
  expect(ids.size).toBe(expected.length);
  expect(ids.size).toBeGreaterThan(10_000);
  expect(ids.has('')).toBe(false);
  await server.close();
}, 90_000);

test('a foreign server that wants AUTH gets it', async () => {
  const server = await otherServer({ authOptional: false });
  const smtpUrl = `smtp://joe%40example.com:p%40ss%2Fword@127.0.0.1:${server.port}?insecure=1`;
  const { call } = await runApp({ smtpUrl });
  await importPeople(call, people(300));
  const done = await untilStatus(call, await send(call, await publishNews(call)), 'SENT');
  expect(done.stats).toMatchObject({ audience: 300, sent: 300 });
  expect(new Set(server.accepted.map(({ to }) => to)).size).toBe(300);
  expect(server.accepted).toHaveLength(300);
  expect([...server.users]).toEqual(['joe@example.com']);
  await server.close();
});
