import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { eventually } from '../../test/support/app.ts';
import { testDatabase } from '../../test/support/database.ts';
import { CSV, importer, importServer } from '../../test/support/imports.ts';
import { discardFile } from './receive.ts';
import { forgetOldImports } from './service.ts';

const db = testDatabase();
const server = importServer(db);
const fresh = () => importer(server);
let url: string;

beforeAll(async () => {
  url = await server.app.listen({ port: 0, host: '127.0.0.1' });
});

/** Octets of a gzip file whose text would be `size` long, without ever holding it. */
function bomb(size: number): Readable {
  const text = Buffer.concat([Buffer.from('email\n'), Buffer.alloc(1_000_000, 'a')]);
  const parts = (function* () {
    for (let sent = 0; sent < size; sent += text.length) yield text;
  })();
  return Readable.from(parts).pipe(createGzip());
}

async function sendOverHttp(apiKey: string, body: Readable, headers = {}) {
  return fetch(`${url}/contacts/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, ...CSV, ...headers },
    body: Readable.toWeb(body) as ReadableStream<Uint8Array>,
    duplex: 'half',
  } as RequestInit);
}

async function storedBytes(tenantId: string): Promise<number> {
  const { rows } = await sql<{ chunks: number }>`
    select count(*) as chunks from contact_import_chunks where tenant_id = ${tenantId}`.execute(
    db.engine,
  );
  return rows[0]!.chunks;
}

test('P42: gzip that grows out of proportion is refused early, and nothing of it stays', async () => {
  const { apiKey, tenantId, call } = await fresh();
  const reply = await sendOverHttp(apiKey, bomb(300_000_000), { 'content-encoding': 'gzip' });
  const { message } = (await reply.json()) as { message: string };
  expect([reply.status, message]).toEqual([413, expect.stringContaining('200 times')]);
  expect(await storedBytes(tenantId)).toBe(0);
  expect((await call('GET', '/contacts/imports')).body.data).toEqual([]);
});

test('a file beyond the limit is refused while it still comes, and the client hears why', async () => {
  const { apiKey, call } = await fresh();
  const line = Buffer.from(
    `${Array.from({ length: 5_000 }, (_, i) => `a${i}@example.com`).join('\n')}\n`,
  );
  const parts = (function* () {
    yield Buffer.from('email\n');
    for (let sent = 0; sent < 30_000_000; sent += line.length) yield line;
  })();
  const reply = await sendOverHttp(apiKey, Readable.from(parts));
  const { message } = (await reply.json()) as { message: string };
  expect([reply.status, message]).toEqual([413, expect.stringContaining('more than 20 MB')]);
  expect((await call('GET', '/contacts/imports')).body.data).toEqual([]);
});

test('gzip that is damaged or cut off, and what is no text, is refused in words', async () => {
  const { upload, call } = await fresh();
  const gzip = { ...CSV, 'content-encoding': 'gzip' };
  const good = gzipSync('email\nana@example.com\n');
  for (const [file, headers, words] of [
    [good.subarray(0, -9), gzip, 'cut off'],
    [Buffer.from('email\n'), gzip, 'is not gzip'],
    [gzipSync('PK\u0003\u0004 and so on'), gzip, 'Excel workbook'],
    [Buffer.from('email\0\u0001\u0002\0\n'), CSV, 'is not a text file'],
    [Buffer.from('\n \n'), CSV, 'is empty'],
    [Buffer.alloc(2_000_000, 'a'), CSV, 'line 1 names the columns and is longer than'],
    [Buffer.from('email,mail\n'), CSV, 'would both be read as "email"'],
    [Buffer.from(`${'\n'.repeat(40_000)}email,a\0b\n`), CSV, 'is not a text file'],
    [Buffer.from('"email\n'), CSV, 'line 1 names the columns and has a quote'],
  ] as const) {
    const { status, body } = await upload(file, '', headers);
    expect([status, body.message]).toEqual([400, expect.stringContaining(words)]);
  }
  for (const [query, words] of [
    ['?mapping=xyz', 'mapping: must be a JSON object'],
    ['?mapping={"a":"shoe"}', 'mapping: "a" must be read as one of email'],
    ['?mapping={"a":{"field":"locale","type":"number"}}', 'mapping: "a" can only have a type if'],
    ['?mapping={"a":{"field":"attributes.a","type":"date"}}', 'mapping: "a" may have a type'],
    ['?mapping={"a":{"field":"attributes.a","kind":"x"}}', 'mapping: "a" may have a type'],
    ['?mapping={"a":{"type":"number"}}', 'mapping: "a" must be read as one of email'],
    ['?mapping={"a":"locale"}', 'names a column "a"'],
    ['?mapping={"a\\u0000":"email"}', 'mapping: a field name holds a NUL'],
    ['?mapping={"a\\ud800":"email"}', 'mapping: a field name holds half of a surrogate'],
    ['?mapping={"a":"attributes.\\u0000"}', 'mapping.a: holds a NUL'],
    ['?name=a%00b', 'name: holds a NUL'],
    ['?source=a%00b', 'source: holds a NUL'],
    ['?delimiter=dot', 'delimiter'],
  ] as const) {
    const { status, body } = await upload('email\n', encodeURI(query).replaceAll('%25', '%'));
    expect([status, body.message]).toEqual([400, expect.stringContaining(words)]);
  }
  expect((await call('GET', '/contacts/imports')).body.data).toEqual([]);
});

/** Sends the beginning of a file over a connection of its own. */
function begin(apiKey: string, text: string) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write(
    'POST /contacts/imports HTTP/1.1\r\nhost: x\r\ncontent-type: text/csv\r\n' +
      `authorization: Bearer ${apiKey}\r\ncontent-length: 9999999\r\n\r\n${text}`,
  );
  return socket;
}

test('P42: an upload that breaks off, or stands still, is FAILED and has imported nothing', async () => {
  const { apiKey, call, run, tenantId, contacts } = await fresh();
  const list = async () => (await call('GET', '/contacts/imports')).body.data;
  const text = `email\n${'ana@example.com\n'.repeat(50_000)}`;
  const broken = begin(apiKey, text);
  await eventually(
    () => storedBytes(tenantId),
    (count) => count > 0,
  );
  broken.destroy();
  await eventually(list, ([one]) => one.status === 'FAILED');
  const silent = begin(apiKey, 'email\n');
  const [second, first] = await eventually(list, (all) => all[0].reason?.includes('Nothing came'));
  silent.destroy();
  expect([first.reason, second.reason]).toEqual([
    expect.stringContaining('The connection ended before the file was whole. Nothing was imported'),
    expect.stringContaining('Nothing came for 2 s'),
  ]);
  await run();
  expect([await contacts(), await storedBytes(tenantId)]).toEqual([[], 0]);
});

test('an upload whose host died is given up after ten minutes', async () => {
  const { apiKey, call, tenantId } = await fresh();
  const socket = begin(apiKey, 'email\n');
  const list = async () => (await call('GET', '/contacts/imports')).body.data;
  await eventually(list, (all) => all.length === 1);
  await forgetOldImports(db.engine);
  expect((await list())[0].status).toBe('RECEIVING');
  await sql`update contact_imports set created_at = now() - interval '11 minutes'
            where tenant_id = ${tenantId}`.execute(db.engine);
  await forgetOldImports(db.engine);
  expect((await list())[0]).toMatchObject({
    ...{ status: 'FAILED', reason: 'The upload broke off. Nothing was imported; send it again.' },
  });
  socket.destroy();
});

test('P40: a file that was queued after all, when only the answer of that was lost, is not discarded', async () => {
  const { upload, run, show, tenantId } = await fresh();
  const { id } = (await upload('email\nana@example.com\n')).body;
  await discardFile(db, tenantId, id);
  await run();
  expect(await show(id)).toMatchObject({ status: 'DONE', created: 1 });
});

test('P14: the same file with the same key is taken once; another file is refused', async () => {
  const { upload, call } = await fresh();
  const headers = { ...CSV, 'idempotency-key': 'k' };
  const first = await upload('email\nana@example.com\n', '', headers);
  const again = await upload('email\nana@example.com\n', '', headers);
  expect([again.status, again.body]).toEqual([202, first.body]);
  expect(again.headers['idempotent-replayed']).toBe('true');
  const other = await upload('email\nben@example.com\n', '', headers);
  expect([other.status, other.body.code]).toEqual([422, 'idempotency_mismatch']);
  expect((await call('GET', '/contacts/imports')).body.data).toEqual([first.body]);
});
