import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/support/database.ts';
import { CSV, importer, importServer, NDJSON } from '../../test/support/imports.ts';

const server = importServer(testDatabase());
const fresh = () => importer(server);

test('a CSV file is taken in, worked through, and its receipt says what became of each row', async () => {
  const { upload, run, show, contacts, failures, take } = await fresh();
  const file =
    'E-Mail,external_id,Opt In,attributes.plan,Shoe size\n' +
    'Ana@Example.com,c-1,yes,pro,38\n' +
    'nobody,,,,\n' +
    '"ben@example.com",c-2,no,"say ""hi"", Ben",\n' +
    'ana@example.com,c-1,true,pro,\n' +
    'eva@example.com,c-1,,,\n' +
    'short@example.com\n';
  const sent = await upload(file, '?name=March');
  expect([sent.status, sent.body]).toEqual([
    202,
    {
      ...{ id: expect.any(String), name: 'March', status: 'QUEUED', reason: null, format: 'csv' },
      ...{ dryRun: false, encoding: 'utf-8', delimiter: 'comma', bytes: file.length, progress: 0 },
      columns: [
        { column: 'E-Mail', field: 'email' },
        { column: 'external_id', field: 'externalId' },
        { column: 'Opt In', field: 'optIn' },
        { column: 'attributes.plan', field: 'attributes.plan' },
        { column: 'Shoe size', field: null },
      ],
      ...{ rows: 0, created: 0, updated: 0, unchanged: 0, failed: 0, suppressed: 0 },
      ...{ createdAt: expect.any(String), receivedAt: expect.any(String) },
      ...{ startedAt: null, finishedAt: null },
    },
  ]);
  await run();
  expect(await show(sent.body.id)).toMatchObject({
    ...{ status: 'DONE', progress: 100, rows: 6, created: 2, updated: 1, unchanged: 1, failed: 2 },
    ...{ startedAt: expect.any(String), finishedAt: expect.any(String) },
  });
  expect(await failures(sent.body.id)).toEqual([
    '2,3,nobody,"email: must be an e-mail address like ana@example.com, of at most 254 octets"',
    '6,7,short@example.com,has 1 cell; the first line has 5',
  ]);
  expect(await contacts()).toMatchObject([
    { email: 'ben@example.com', optIn: false, attributes: { plan: 'say "hi", Ben' } },
    { email: 'eva@example.com', externalId: 'c-1', attributes: { plan: 'pro' } },
  ]);
  expect(await take('email\nben@example.com\n')).toMatchObject({ rows: 1, unchanged: 1 });
});

test('attributes are numbers or flags where the mapping says so; what is none fails its row', async () => {
  const { take, failures, contacts } = await fresh();
  const file =
    'email;Seats;VIP;Note\n' +
    'a@example.com;12,5;Yes;007\n' +
    'b@example.com; ;no;\n' +
    'c@example.com;many;no;\n' +
    'd@example.com;1,000;no;\n' +
    'e@example.com;-3;perhaps;\n';
  const typed = (field: string, type: string) => ({ field: `attributes.${field}`, type });
  const mapping = { Seats: typed('seats', 'number'), VIP: typed('vip', 'boolean') };
  const query = `?unmapped=attributes&mapping=${encodeURIComponent(JSON.stringify(mapping))}`;
  const receipt = await take(file, query);
  expect(receipt).toMatchObject({ created: 2, failed: 3 });
  expect(receipt.columns.slice(1)).toEqual([
    { column: 'Seats', field: 'attributes.seats', type: 'number' },
    { column: 'VIP', field: 'attributes.vip', type: 'boolean' },
    { column: 'Note', field: 'attributes.Note' },
  ]);
  expect(await failures(receipt.id)).toEqual([
    '3,4,c@example.com,attributes.seats: must be a number such as 1200 or 12.5',
    '4,5,d@example.com,attributes.seats: must be a number such as 1200 or 12.5',
    '5,6,e@example.com,attributes.vip: must be true or false',
  ]);
  const lines =
    '{"email":"n@example.com","Seats":"4","VIP":true}\n{"email":"m@example.com","VIP":""}';
  expect(await take(lines, query, NDJSON)).toMatchObject({ created: 2, failed: 0 });
  expect((await contacts()).map(({ attributes }: { attributes: object }) => attributes)).toEqual([
    { seats: 12.5, vip: true, Note: '007' },
    { vip: false },
    {},
    { seats: 4, vip: true },
  ]);
});

test('NDJSON, gzip, several encodings and delimiters are understood', async () => {
  const { take, contacts } = await fresh();
  const ndjson =
    '{"email":"a@example.com","attributes":{"n":1}}\n\nnot json\n{"email":"b@example.com"}';
  expect(await take(ndjson, '', NDJSON)).toMatchObject({ rows: 3, created: 2, failed: 1 });
  const zipped = gzipSync('email;attributes.city\nc@example.com;Málaga\n');
  const gzip = { ...CSV, 'content-encoding': 'gzip' };
  const told = { created: 1, encoding: 'utf-8', delimiter: 'semicolon' };
  expect(await take(zipped, '', gzip)).toMatchObject(told);
  expect(await take(zipped)).toMatchObject({ unchanged: 1 });
  const wide = Buffer.from('\ufeffemail\tattributes.city\r\nd@example.com\tMálaga\r\n', 'utf16le');
  const wideTold = { created: 1, encoding: 'utf-16le', delimiter: 'tab' };
  expect(await take(wide)).toMatchObject(wideTold);
  const old = Buffer.from('email|attributes.city\re@example.com|Málaga\r', 'latin1');
  const oldTold = { created: 1, encoding: 'windows-1252', delimiter: 'pipe' };
  expect(await take(old)).toMatchObject(oldTold);
  const cities = (await contacts()).map((contact: { attributes: object }) => contact.attributes);
  const city = { city: 'Málaga' };
  expect(cities).toEqual([{ n: 1 }, {}, city, city, city]);
});
