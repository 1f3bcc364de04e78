import { beforeAll, expect, test } from 'vitest';
import { inTenant } from '../../src/db/transaction.ts';
import { SCOPES } from '../../src/http/access.ts';
import { createKey, revokeKey } from '../../src/tenants/service.ts';
import { type RunningApp, runApp } from '../support/app.ts';
import { callAs } from '../support/server.ts';
import { campaignStateFor, goodRequest, OPERATIONS, type Operation } from './operations.ts';
import { fingerprint, refusalFault } from './refusal.ts';
import { makeWorld, type World } from './world.ts';

// P17, P21: each route against each kind of caller. The routes are those that the server has, so
// one that is neither in openapi.json nor in the list of public ones fails.

const PUBLIC = [
  'GET /',
  'GET /app',
  'GET /docs',
  'GET /docs-json',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /openapi.json',
  'GET /outbox',
  'GET /outbox/:id',
  'GET /outbox/:id/html',
  'GET /u/:token',
  'GET /v/:token',
  'POST /u/:token',
];

let app: RunningApp;
let world: World;
let other: World;

beforeAll(async () => {
  app = await runApp({}, 'api');
  world = await makeWorld(app.server, app.db);
  other = await makeWorld(app.server, app.db);
});

test('every route is in the matrix or is public on purpose', () => {
  const known = new Set<string>();
  for (const { method, url } of app.server.knownRoutes) {
    for (const one of [method].flat()) {
      if (one === 'HEAD' || one === 'OPTIONS' || url.startsWith('/docs/')) continue;
      known.add(`${one} ${url}`);
    }
  }
  const guarded = OPERATIONS.map(
    ({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
  );
  expect([...known].sort()).toEqual([...guarded, ...PUBLIC].sort());
});

test('the document served is the one that the matrix was made from', async () => {
  const served = await callAs(app.server, null)('GET', '/openapi.json');
  expect(Object.keys(served.body.paths)).toEqual([...new Set(OPERATIONS.map((o) => o.path))]);
});

test.each(OPERATIONS.filter(({ method }) => method === 'GET'))(
  '$path: HEAD without a key is refused like GET',
  async (operation) => {
    const { url } = goodRequest(operation, world);
    expect((await callAs(app.server, null)('HEAD', url)).status).toBe(401);
  },
);

async function makeKeyOf(tenantId: string, scopes: string[]) {
  return inTenant(app.db, tenantId, (tx) =>
    createKey(tx, tenantId, { name: 'Matrix', mode: 'live', scopes }),
  );
}

async function refused(operation: Operation, key: string | null, headers = {}) {
  const { method, url, body } = goodRequest(operation, world);
  const reply = await callAs(app.server, key)(method, url, body, headers);
  expect(refusalFault(reply, url)).toBeNull();
  return reply;
}

test.each(OPERATIONS)('$method $path: who is refused, and with what', async (operation) => {
  const others = SCOPES.filter((scope) => scope !== operation.scope);
  const scopeless = await makeKeyOf(world.tenantId, others);
  const revoked = await makeKeyOf(world.tenantId, [...SCOPES]);
  await inTenant(app.db, world.tenantId, (tx) => revokeKey(tx, world.tenantId, revoked.id));
  const before = await fingerprint(app.db);

  expect((await refused(operation, null)).status).toBe(401);
  expect((await refused(operation, 'garbage')).status).toBe(401);
  expect((await refused(operation, `${world.apiKey}x`)).status).toBe(401);
  expect((await refused(operation, revoked.key)).status).toBe(401);
  const lacking = await refused(operation, scopeless.key);
  expect([lacking.status, lacking.body.message]).toEqual([
    403,
    `Missing required API key scope: ${operation.scope}`,
  ]);
  const named = await refused(operation, other.apiKey, { 'x-tenant-id': world.tenantId });
  expect(named.status).toBe(403);
  if (operation.pathParameters.length > 0) {
    expect((await refused(operation, other.apiKey)).status).toBe(404);
  }
  expect(await fingerprint(app.db)).toBe(before);
});

test.each(OPERATIONS)(
  '$method $path: its scope is enough, and shows one tenant',
  async (operation) => {
    const own = await makeWorld(app.server, app.db, campaignStateFor(operation));
    // A preview prints what is stored about a contact: with contactId it asks for that scope too.
    const extra = operation.id === 'previewTemplateVersion' ? ['contacts:read'] : [];
    const { key } = await makeKeyOf(own.tenantId, [operation.scope, ...extra]);
    const { method, url, body } = goodRequest(operation, own);
    const reply = await callAs(app.server, key)(method, url, body, { 'x-tenant-id': own.tenantId });
    expect([reply.status, reply.body]).toEqual([
      expect.toSatisfy((status) => status < 300),
      expect.anything(),
    ]);
    const text = JSON.stringify(reply.body);
    expect([...marksOf(world), ...marksOf(other)].filter((mark) => text.includes(mark))).toEqual(
      [],
    );
  },
);

function marksOf(w: World): string[] {
  return [
    w.tenantId,
    w.contactId,
    w.campaignId,
    w.endpointId,
    w.suppressed,
    w.draft.id,
    w.published.id,
  ];
}
