import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { caller, type RunningApp, runApp } from '../support/app.ts';
import {
  type Actor,
  isAboutOne,
  keyWith,
  roleFor,
  scopesFor,
  strangers,
  strangersToSessions,
  strangeUsers,
} from './actors.ts';
import { OPERATIONS, type Operation, SCOPED, SESSIONED, urlWith } from './operations.ts';
import { goodRequest, RECIPES } from './recipes.ts';
import { fingerprint, refusalFault } from './refusal.ts';
import { newWorld, type World } from './world.ts';

// P17, P21: every route of openapi.json × every kind of caller, over HTTP. A new route is in here
// by itself; what it needs is one recipe, and without it the tests name the route and fail.

/** The server's other routes: they ask nobody for a key. */
const PUBLIC = [
  'GET /',
  'GET /app',
  'GET /app/*',
  'GET /app/assets/*',
  'GET /app/icon.svg',
  'GET /app/preview-frame',
  'GET /docs',
  'GET /docs-json',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /openapi.json',
  'GET /outbox',
  'GET /outbox/:id',
  'GET /outbox/:id/html',
  'GET /track/c/:logId',
  'GET /track/o/:logId',
  'GET /u/:token',
  'GET /v/:token',
  'POST /u/:token',
];

let app: RunningApp;
let other: World;

beforeAll(async () => {
  app = await runApp({}, 'api');
  other = await newWorld(app);
});

test('every route of the server is in openapi.json, or is public on purpose', () => {
  const known = new Set<string>();
  for (const { method, url } of app.server.knownRoutes) {
    for (const one of [method].flat()) {
      if (one === 'HEAD' || one === 'OPTIONS' || url.startsWith('/docs/')) continue;
      known.add(`${one} ${url}`);
    }
  }
  const described = OPERATIONS.map(
    ({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
  );
  expect([...known].sort()).toEqual([...described, ...PUBLIC].sort());
});

test('every route of openapi.json has a recipe, and every recipe a route', () => {
  const without = OPERATIONS.filter(({ id }) => !RECIPES[id]);
  expect(without.map(({ method, path, id }) => `${method} ${path}: ${id} has no recipe`)).toEqual(
    [],
  );
  const ids = OPERATIONS.map(({ id }) => id);
  expect(Object.keys(RECIPES).filter((id) => !ids.includes(id))).toEqual([]);
});

test('the document served is the one that the matrix was made from', async () => {
  for (const path of ['/openapi.json', '/docs-json']) {
    const { body } = await caller(app.url, null)('GET', path);
    expect(Object.keys(body.paths)).toEqual([...new Set(OPERATIONS.map((o) => o.path))]);
  }
});

test.each(SCOPED)(
  '$method $path: who is refused, with what, and that nothing changes',
  async (operation) => {
    await expectRefused(operation, [...strangers(app), ...strangeUsers()]);
  },
);

test.each(SESSIONED)(
  '$method $path: who is refused without the right session, and that nothing changes',
  async (operation) => {
    await expectRefused(operation, strangersToSessions(app));
  },
);

async function expectRefused(operation: Operation, actors: Actor[]): Promise<void> {
  const its = await newWorld(app);
  const { method, url, body, headers: named } = await goodRequest(operation, its);
  const refused = actors.filter((actor) => actor.status(operation) !== null);
  const headers = new Map<Actor, Record<string, string>>();
  for (const actor of refused) headers.set(actor, await actor.headers(its, other, operation));
  const before = await fingerprint(app.db);
  const answers: Record<string, unknown> = {};
  const expected: Record<string, unknown> = {};
  for (const actor of refused) {
    const reply = await caller(app.url, null)(method, url, body, {
      ...named,
      ...headers.get(actor),
    });
    const message = actor.message?.(operation);
    answers[actor.name] = {
      ...{ status: reply.status, fault: refusalFault(reply, url) },
      ...(message ? { message: reply.body.message } : {}),
    };
    expected[actor.name] = {
      ...{ status: actor.status(operation), fault: null },
      ...(message ? { message } : {}),
    };
  }
  expect(answers).toEqual(expected);
  expect(await fingerprint(app.db)).toBe(before);
}

test.each(SESSIONED.filter((operation) => roleFor(operation) !== null))(
  '$method $path: its role is enough, and shows one tenant',
  async (operation) => {
    const its = await newWorld(app);
    const theirs = await goodRequest(operation, other);
    const { method, url, body, headers } = await goodRequest(operation, its);
    const { call } = await its.member(roleFor(operation)!);
    const reply = await call(method, url, body, { ...headers, 'x-tenant-id': its.tenantId });
    expect([reply.status, reply.body]).toEqual([
      expect.toSatisfy((status) => status < 300),
      expect.anything(),
    ]);
    const marks = [other.tenantId, ...Object.values(theirs.params)];
    expect(marks.filter((mark) => JSON.stringify(reply.body).includes(mark))).toEqual([]);
  },
);

test.each(OPERATIONS.filter(({ session }) => session === 'signed-in'))(
  '$method $path: any user may',
  async (operation) => {
    const { method, url, body, credential, headers } = await goodRequest(
      operation,
      await newWorld(app),
    );
    const reply = await caller(app.url, credential)(method, url, body, headers);
    expect([reply.status, reply.body]).toEqual([
      expect.toSatisfy((status) => status < 300),
      expect.anything(),
    ]);
  },
);

test.each(SCOPED)(
  '$method $path: the least role that has its scope is enough',
  async (operation) => {
    const its = await newWorld(app);
    const { method, url, body, headers } = await goodRequest(operation, its);
    const { call } = await its.member(roleFor(operation)!);
    const reply = await call(method, url, body, { ...headers, 'x-tenant-id': its.tenantId });
    expect([reply.status, reply.body]).toEqual([
      expect.toSatisfy((status) => status < 300),
      expect.anything(),
    ]);
  },
);

test.each(SCOPED)('$method $path: its scope is enough, and shows one tenant', async (operation) => {
  const its = await newWorld(app);
  const theirs = await goodRequest(operation, other);
  const { method, url, body, headers: named } = await goodRequest(operation, its);
  const { key } = await keyWith(app, its.tenantId, scopesFor(operation));
  const headers = { ...named, 'x-tenant-id': its.tenantId };
  const reply = await caller(app.url, key)(method, url, body, headers);
  expect([reply.status, reply.body]).toEqual([
    expect.toSatisfy((status) => status < 300),
    expect.anything(),
  ]);
  const text = JSON.stringify(reply.body);
  const marks = [other.tenantId, ...(isAboutOne(operation) ? Object.values(theirs.params) : [])];
  expect(marks.filter((mark) => text.includes(mark))).toEqual([]);
});

test.each(OPERATIONS.filter(isAboutOne))(
  '$method $path: "not yours" and "not there" have one answer',
  async (operation) => {
    const its = await newWorld(app);
    const own = await goodRequest(operation, its);
    const foreign = await goodRequest(operation, other);
    const answers = [];
    for (const params of [foreign.params, absent(operation)]) {
      const url = urlWith(operation, params);
      const call = caller(app.url, own.credential);
      const { status, body } = await call(operation.method, url, own.body, own.headers);
      answers.push({ status, ...body, path: '', timestamp: '' });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]!.status).toBe(404);
  },
);

function absent({ pathParameters }: Operation): Record<string, string> {
  const value = (name: string) => (name === 'email' ? 'nobody@example.com' : randomUUID());
  return Object.fromEntries(pathParameters.map((name) => [name, value(name)]));
}

test.each(OPERATIONS.filter((one) => one.method === 'GET' && (one.scope || one.session)))(
  '$path: HEAD without a key is refused like GET',
  async (operation) => {
    const { url } = await goodRequest(operation, other);
    expect((await caller(app.url, null)('HEAD', url)).status).toBe(401);
  },
);
