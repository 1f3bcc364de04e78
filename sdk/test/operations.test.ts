import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Document, isForKeys } from '../../scripts/describe-client.ts';
import { Pressrun } from '../src/pressrun.ts';

// Every operation of openapi.json that an API key may ask for has a verb of the client, and every verb
// an operation.

const ROOT = join(import.meta.dirname, '../..');
const document: Document = JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8'));
const README = readFileSync(join(ROOT, 'sdk/README.md'), 'utf8');

const WITHOUT_VERB: Record<string, string> = {
  replayEndpointDelivery: 'the same as replayWebhookDelivery with the endpoint in the path, too',
};
/** Verbs that are made of others' operations. */
const COMPOSED = ['campaigns.waitUntilSent', 'contacts.imports.waitUntilDone'];

type Verb = { name: string; call: (...values: unknown[]) => unknown };

/** `contacts.upsert` …, of the resources and those in them. */
function verbsOf(resource: object, name: string): Verb[] {
  const own = Object.getOwnPropertyNames(Object.getPrototypeOf(resource))
    .filter((verb) => verb !== 'constructor')
    .map((verb) => ({
      name: `${name}.${verb}`,
      call: (resource as Record<string, Verb['call']>)[verb]!.bind(resource),
    }));
  const inner = Object.entries(resource).flatMap(([key, value]) =>
    verbsOf(value, `${name}.${key}`),
  );
  return [...own, ...inner];
}

/** A client whose requests go nowhere: each is noted as an operation and answered with 404. */
function notingClient() {
  const noted: string[] = [];
  const refuse = async (input: unknown, init?: RequestInit) => {
    noted.push(operationAt(init?.method ?? 'GET', new URL(String(input)).pathname));
    return new Response('{"code":"not_found","message":"No"}', { status: 404 });
  };
  const options = { apiKey: 'mc_test_x', baseUrl: 'http://127.0.0.1:1', fetch: refuse };
  return { client: new Pressrun(options), noted };
}

/** A literal step is closer than a parameter, as in the server's router. */
function operationAt(method: string, path: string): string {
  const fits = Object.entries(document.paths)
    .filter(([template]) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path))
    .sort(([a], [b]) => a.split('{').length - b.split('{').length)
    .flatMap(([, methods]) => methods[method.toLowerCase()] ?? []);
  return fits[0]?.operationId ?? `nothing at ${method} ${path}`;
}

async function use(answer: unknown): Promise<void> {
  const list = answer as AsyncIterable<unknown>;
  if (list?.[Symbol.asyncIterator]) await list[Symbol.asyncIterator]().next();
  else await answer;
}

async function operationsOf({ name }: Verb): Promise<string[]> {
  const { client, noted } = notingClient();
  const verb = Object.entries(client)
    .flatMap(([key, resource]) => verbsOf(resource, key))
    .find((one) => one.name === name)!;
  // A list serves as body, rows and id alike.
  await use(verb.call(['x'], ['x'], ['x'])).catch(() => {});
  return noted;
}

const verbs = Object.entries(notingClient().client).flatMap(([key, value]) => verbsOf(value, key));

test('each verb asks for one operation, and each operation has a verb', async () => {
  const reached = new Set<string>();
  for (const verb of verbs) {
    const operations = await operationsOf(verb);
    expect([verb.name, operations]).toEqual([verb.name, [expect.stringMatching(/^[a-zA-Z]+$/)]]);
    if (!COMPOSED.includes(verb.name)) reached.add(operations[0]!);
  }
  const all = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods)
      .filter(isForKeys)
      .map(({ operationId }) => operationId),
  );
  expect(all.filter((id) => !reached.has(id)).sort()).toEqual(Object.keys(WITHOUT_VERB).sort());
});

test('the table of README.md has every verb', () => {
  const rows = [...README.matchAll(/^\| `client\.([\w.]+)` \| (.+) \|$/gm)];
  const told = rows.flatMap(([, name, cell]) =>
    [...cell!.matchAll(/`(\w+)`/g)].map(([, verb]) => `${name}.${verb}`),
  );
  expect(told.sort()).toEqual(verbs.map(({ name }) => name).sort());
});
