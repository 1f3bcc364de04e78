import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { SCOPES } from '../../src/http/access.ts';
import { type RunningApp, runApp } from '../support/app.ts';
import { callAs } from '../support/server.ts';
import { bodyFaults, queryFaults } from './faults.ts';
import { goodRequest, OPERATIONS, type Operation, pathValues, urlWith } from './operations.ts';
import { fingerprint, refusalFault } from './refusal.ts';
import { makeWorld, type World } from './world.ts';

// Generated from openapi.json: a new route is in here without anybody's doing. That the good
// requests, which the bad ones are made from, are good is in access.test.ts.

let app: RunningApp;
let world: World;
let foreign: World;

beforeAll(async () => {
  app = await runApp({}, 'api');
  world = await makeWorld(app.server, app.db);
  foreign = await makeWorld(app.server, app.db);
});

type Sent = Parameters<typeof attempt>[1];
const MEGABYTE = 1024 * 1024;
const json = { 'content-type': 'application/json' };

/** Sends one bad request; what is wrong with the answer is the result, else null. */
async function attempt(
  operation: Operation,
  sent: {
    name: string;
    url?: string;
    text?: string;
    headers?: Record<string, string>;
    field?: string;
  },
): Promise<string | null> {
  const url = sent.url ?? goodRequest(operation, world).url;
  const reply = await callAs(app.server, world.apiKey)(
    operation.method,
    url,
    sent.text,
    sent.headers,
  );
  const fault = refusalFault(reply, url, sent.field);
  return fault && `${sent.name}: ${fault}`;
}

async function expectRefusals(operation: Operation, requests: Sent[]): Promise<void> {
  const before = await fingerprint(app.db);
  const faults: string[] = [];
  for (const request of requests) {
    const fault = await attempt(operation, request);
    if (fault) faults.push(fault);
  }
  expect(faults).toEqual([]);
  expect(await fingerprint(app.db)).toBe(before);
}

test('the document knows every scope that a key can have, or no route uses it yet', () => {
  const unused = ['email:send', 'email:read'];
  const used = new Set(OPERATIONS.map((operation) => operation.scope));
  expect(SCOPES.filter((scope) => !used.has(scope))).toEqual(unused);
});

test.each(OPERATIONS.filter((operation) => operation.body))(
  '$method $path: bad bodies',
  async (operation) => {
    const good = goodRequest(operation, world).body;
    const text = JSON.stringify(good ?? {});
    await expectRefusals(operation, [
      ...bodyFaults(operation, good).map((fault) => ({ ...fault, headers: json })),
      ...[
        'text/plain',
        'application/xml',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
      ].map((type) => ({ name: type, text, headers: { 'content-type': type } })),
      { name: 'over 5 MB', text: `{"a":"${'x'.repeat(5 * MEGABYTE)}"}` },
    ]);
  },
);

const ID_FIELDS = ['templateVersionId', 'contactId', 'localeGroupId'];

test.each(OPERATIONS.filter((operation) => operation.body))(
  '$method $path: ids in the body that are garbage, of another kind or another tenant',
  async (operation) => {
    const good = goodRequest(operation, world).body as object;
    const fields = ID_FIELDS.filter((field) => propertiesOf(operation).includes(field));
    const wrong = [
      ...['garbage', randomUUID(), world.tenantId, world.endpointId],
      ...[
        foreign.contactId,
        foreign.published.versionId,
        foreign.draft.id,
        foreign.draft.versionId,
      ],
    ];
    await expectRefusals(
      operation,
      fields.flatMap((field) =>
        wrong.map((id) => ({
          name: `${field} ${id}`,
          text: JSON.stringify({ ...good, [field]: id }),
        })),
      ),
    );
  },
);

test.each(OPERATIONS.filter((operation) => operation.query.length > 0))(
  '$method $path: bad query strings',
  async (operation) => {
    const { url } = goodRequest(operation, world);
    await expectRefusals(
      operation,
      queryFaults(operation).map(({ name, query }) => ({ name, url: `${url}?${query}` })),
    );
  },
);

test.each(OPERATIONS.filter((operation) => operation.pathParameters.length > 0))(
  '$method $path: ids in the path that are garbage, of another kind or another tenant',
  async (operation) => {
    const { body } = goodRequest(operation, world);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const own = pathValues(operation, world);
    const theirs = pathValues(operation, foreign);
    const requests: Sent[] = [];
    for (const name of operation.pathParameters) {
      const kinds = [
        world.tenantId,
        world.endpointId,
        world.campaignId,
        world.contactId,
        world.draft.id,
        world.published.versionId,
      ];
      const wrong = [
        ...GARBAGE,
        randomUUID(),
        theirs[name]!,
        ...kinds.filter((id) => id !== own[name]),
      ];
      for (const id of wrong) {
        requests.push({
          name: `${name} ${id}`,
          url: urlWith(operation, { ...own, [name]: id }),
          text,
        });
      }
      const [before, after] = urlWith(operation, { ...own, [name]: '@' }).split('%40');
      for (const raw of ['%', '%zz', '%ED%A0%80', '%00', 'x'.repeat(2_000)]) {
        requests.push({ name: `${name} ${raw}`, url: `${before}${raw}${after}`, text });
      }
    }
    if (operation.pathParameters.includes('versionId')) {
      const mixed = { id: own.id!, versionId: theirs.versionId! };
      requests.push({
        name: 'own template, foreign version',
        url: urlWith(operation, mixed),
        text,
      });
    }
    await expectRefusals(operation, requests);
  },
);

const GARBAGE = [
  'garbage',
  '1',
  "' or 1=1 --",
  '../campaigns',
  '%s',
  '\u{1f980}',
  'a\0b',
  'null',
  '__proto__',
];

test.each(OPERATIONS.filter((operation) => operation.pathParameters.length > 0))(
  '$method $path: "not yours" and "not there" have one answer',
  async (operation) => {
    const { method, body } = goodRequest(operation, world);
    const answers = [];
    for (const values of [pathValues(operation, foreign), absentOf(operation)]) {
      const { status, body: problem } = await world.call(method, urlWith(operation, values), body);
      answers.push({ status, ...problem, path: '', timestamp: '' });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]!.status).toBe(404);
  },
);

test.each(OPERATIONS.filter((operation) => operation.method === 'POST'))(
  '$method $path: bad Idempotency-Keys',
  async (operation) => {
    const { body } = goodRequest(operation, world);
    const text = body === undefined ? undefined : JSON.stringify(body);
    await expectRefusals(
      operation,
      ['k'.repeat(256), ''].map((key) => ({
        ...{ name: `key of ${key.length} characters`, text },
        headers: { ...(text === undefined ? {} : json), 'idempotency-key': key },
      })),
    );
  },
);

function absentOf(operation: Operation): Record<string, string> {
  const values = pathValues(operation, world);
  const absent = (name: string) => (name === 'email' ? 'nobody@example.com' : randomUUID());
  return Object.fromEntries(Object.keys(values).map((name) => [name, absent(name)]));
}

function propertiesOf({ body }: Operation): string[] {
  return Object.keys(body?.schema.properties ?? {});
}
