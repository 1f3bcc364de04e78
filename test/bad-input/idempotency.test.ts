import { beforeAll, expect, test } from 'vitest';
import { goodStatus, OPERATIONS, takesIdempotencyKey } from '../matrix/operations.ts';
import { goodRequest } from '../matrix/recipes.ts';
import { fingerprint } from '../matrix/refusal.ts';
import { newWorld } from '../matrix/world.ts';
import { caller, type RunningApp, runApp } from '../support/app.ts';

// P14 on every POST that takes a key: all but those of sessions.

let app: RunningApp;

beforeAll(async () => {
  app = await runApp({}, 'api');
});

const POSTS = OPERATIONS.filter(takesIdempotencyKey);

test.each(POSTS)('$method $path: one key, one effect, one answer', async (operation) => {
  const world = await newWorld(app);
  const { url, body, credential, headers: named } = await goodRequest(operation, world);
  const call = caller(app.url, credential);
  const headers = { ...named, 'idempotency-key': 'k'.repeat(255) };

  const first = await call('POST', url, body, headers);
  expect([first.status, first.body]).toEqual([goodStatus(operation), expect.anything()]);
  expect(first.headers['idempotent-replayed']).toBeUndefined();
  const after = await fingerprint(app.db);

  const second = await call('POST', url, body, headers);
  expect([second.status, second.body]).toEqual([first.status, first.body]);
  expect(second.headers['idempotent-replayed']).toBe('true');
  expect(second.headers['content-type']).toBe(first.headers['content-type']);

  const changed = await call('POST', url, otherBody(body), headers);
  expect([changed.status, changed.body.code]).toEqual([422, 'idempotency_mismatch']);
  expect(await fingerprint(app.db)).toBe(after);
});

/** Another body that is right as well. */
function otherBody(body: unknown): unknown {
  if (body === undefined) return {};
  if (typeof body === 'string') return `${body}other@example.com\n`;
  const fields = body as Record<string, unknown>;
  if (Object.keys(fields).length === 0) return undefined;
  const known = Object.keys(fields).find((name) => name in OTHER);
  if (known) return { ...fields, [known]: OTHER[known] };
  const text = Object.keys(fields).find((name) => typeof fields[name] === 'string')!;
  return { ...fields, [text]: `${fields[text]} other` };
}

const OTHER: Record<string, unknown> = {
  email: 'other@example.com',
  scheduledAt: '2031-01-01T00:00:00Z',
  url: 'https://hooks.example.com/other',
  contactId: undefined,
  emails: ['other@example.com'],
  contacts: [{ email: 'other@example.com' }],
  ids: ['msg_5678'],
  suppressions: [{ email: 'other@example.com' }],
  event: 'email.failed',
  filter: { field: 'locale', op: 'eq', value: 'en' },
  tlsMode: 'starttls',
  secret: 'another-secret-with-32-characters-or-more',
};
