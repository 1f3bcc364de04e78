import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { SCOPES } from '../../src/http/access.ts';
import { isAboutOne } from '../matrix/actors.ts';
import { OPERATIONS, type Operation, takesIdempotencyKey, urlWith } from '../matrix/operations.ts';
import { newContact } from '../matrix/recipes/contacts.ts';
import { newTemplate, publishedTemplate } from '../matrix/recipes/templates.ts';
import { credentialFor, goodRequest } from '../matrix/recipes.ts';
import { fingerprint, refusalFault } from '../matrix/refusal.ts';
import { newWorld, type World } from '../matrix/world.ts';
import { type RunningApp, runApp } from '../support/app.ts';
import { callAs } from '../support/server.ts';
import { bodyFaults, queryFaults } from './faults.ts';

// Generated from openapi.json: a new route is in here without anybody's doing. That the good
// requests, which the bad ones are made from, are good is in access.test.ts.

let app: RunningApp;
let world: World;
let foreign: World;

beforeAll(async () => {
  app = await runApp({}, 'api');
  world = await newWorld(app);
  foreign = await newWorld(app);
});

type Sent = Parameters<typeof attempt>[1];
const MEGABYTE = 1024 * 1024;
const json = { 'content-type': 'application/json' };

/** Sends one bad request; what is wrong with the answer is the result, else null. */
async function attempt(
  operation: Operation,
  sent: {
    name: string;
    url: string;
    text?: string;
    headers?: Record<string, string>;
    field?: string;
  },
): Promise<string | null> {
  const { url } = sent;
  const credential = await credentialFor(operation, world);
  const reply = await callAs(app.server, credential)(
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
  const unused: string[] = [];
  const used = new Set(OPERATIONS.map((operation) => operation.scope));
  expect(SCOPES.filter((scope) => !used.has(scope))).toEqual(unused);
});

test.each(OPERATIONS.filter((operation) => operation.body))(
  '$method $path: bad bodies',
  async (operation) => {
    const { url, body: good } = await goodRequest(operation, world);
    const text = JSON.stringify(good ?? {});
    await expectRefusals(operation, [
      ...bodyFaults(operation, good).map((fault) => ({ ...fault, url, headers: json })),
      ...[
        'text/plain',
        'application/xml',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
      ].map((type) => ({ name: type, url, text, headers: { 'content-type': type } })),
      { name: 'over 5 MB', url, text: `{"a":"${'x'.repeat(5 * MEGABYTE)}"}` },
    ]);
  },
);

const ID_FIELDS = ['templateVersionId', 'contactId', 'localeGroupId'];

test.each(OPERATIONS.filter((operation) => operation.body))(
  '$method $path: ids in the body that are garbage, of another kind or another tenant',
  async (operation) => {
    const { url, body: good } = await goodRequest(operation, world);
    const fields = ID_FIELDS.filter((field) => propertiesOf(operation).includes(field));
    const wrong = [
      ...['garbage', randomUUID(), world.tenantId],
      ...[(await newContact(foreign)).id, ...Object.values(await publishedTemplate(foreign))],
      ...Object.values(await newTemplate(foreign)),
    ];
    await expectRefusals(
      operation,
      fields.flatMap((field) =>
        wrong.map((id) => ({
          ...{ name: `${field} ${id}`, url },
          text: JSON.stringify({ ...(good as object), [field]: id }),
        })),
      ),
    );
  },
);

test.each(OPERATIONS.filter((operation) => operation.query.length > 0))(
  '$method $path: bad query strings',
  async (operation) => {
    const url = (await goodRequest(operation, world)).url.split('?', 1)[0];
    await expectRefusals(
      operation,
      queryFaults(operation).map(({ name, query }) => ({ name, url: `${url}?${query}` })),
    );
  },
);

test.each(OPERATIONS.filter((operation) => operation.pathParameters.length > 0))(
  '$method $path: ids in the path that are garbage, of another kind or another tenant',
  async (operation) => {
    const { body, params: own } = await goodRequest(operation, world);
    const { params: theirs } = await goodRequest(operation, foreign);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const others = await idsOfOtherKinds(operation);
    const requests: Sent[] = [];
    for (const name of operation.pathParameters) {
      const wrong = [
        ...GARBAGE,
        randomUUID(),
        ...(isAboutOne(operation) ? [theirs[name]!] : []),
        ...others.filter((id) => id !== own[name]),
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

test.each(OPERATIONS.filter(takesIdempotencyKey))(
  '$method $path: bad Idempotency-Keys',
  async (operation) => {
    const { url, body } = await goodRequest(operation, world);
    const text = body === undefined ? undefined : JSON.stringify(body);
    await expectRefusals(
      operation,
      ['k'.repeat(256), ''].map((key) => ({
        ...{ name: `key of ${key.length} characters`, url, text },
        headers: { ...(text === undefined ? {} : json), 'idempotency-key': key },
      })),
    );
  },
);

/** Ids of this tenant that are none of what the path is about. */
async function idsOfOtherKinds({ path }: Operation): Promise<string[]> {
  const contact = await newContact(world);
  const { id, versionId } = await newTemplate(world);
  const kinds = { '/contacts': contact.id, '/templates': id };
  const others = Object.entries(kinds).filter(([noun]) => !path.startsWith(`${noun}/`));
  return [world.tenantId, versionId, ...others.map(([, value]) => value)];
}

function propertiesOf({ body }: Operation): string[] {
  return Object.keys(body?.schema.properties ?? {});
}
