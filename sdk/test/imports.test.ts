import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../../test/support/app.ts';
import { testTenant } from '../../test/support/database.ts';
import { ImportNotDoneError, Pressrun } from '../src/pressrun.ts';

let app: RunningApp;

beforeAll(async () => {
  app = await runApp();
});

async function newClient(): Promise<Pressrun> {
  const { apiKey } = await testTenant(app.db);
  return new Pressrun({ apiKey, baseUrl: app.url });
}

test('a file goes in as text, as a stream and as gzip, and comes out again', async () => {
  const client = await newClient();
  const { imports } = client.contacts;
  const made = await imports.create('Mail,Plan\na@example.com,pro\nnobody,\n', {
    ...{ name: 'First', mapping: { Plan: 'attributes.plan' } },
  });
  const seen: string[] = [];
  const done = await imports.waitUntilDone(made.id, {
    onProgress: ({ status }) => seen.push(status),
  });
  expect(done).toMatchObject({ name: 'First', status: 'DONE', created: 1, failed: 1 });
  expect(seen.at(-1)).toBe('DONE');
  expect(await imports.failures(made.id)).toContain('2,3,nobody,');

  const dir = await mkdtemp(join(tmpdir(), 'pressrun-sdk-'));
  const path = join(dir, 'people.ndjson.gz');
  await writeFile(path, gzipSync('{"email":"b@example.com"}\n{"email":"c@example.com"}\n'));
  const streamed = await imports.create(createReadStream(path), { format: 'ndjson', gzip: true });
  expect(await imports.waitUntilDone(streamed.id)).toMatchObject({ created: 2, format: 'ndjson' });
  await rm(dir, { recursive: true });

  expect(await imports.list().all()).toHaveLength(2);
  expect((await imports.get(made.id)).columns).toContainEqual({
    ...{ column: 'Plan', field: 'attributes.plan' },
  });
  await expect(imports.cancel(made.id)).rejects.toMatchObject({ status: 409 });
  const emails: string[] = [];
  for await (const { email } of client.contacts.export()) emails.push(email);
  expect(emails.sort()).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
});

test('a file that is refused says why, and a cancelled import is not done', async () => {
  const client = await newClient();
  const { imports } = client.contacts;
  await expect(imports.create('name\nAna\n')).rejects.toMatchObject({
    ...{ status: 400, message: expect.stringContaining('no column named email') },
  });
  const { id } = await imports.create(`email\n${'x@example.com\n'.repeat(100_000)}`);
  await imports.cancel(id);
  await expect(imports.waitUntilDone(id)).rejects.toBeInstanceOf(ImportNotDoneError);
});
