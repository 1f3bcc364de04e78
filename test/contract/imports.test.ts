import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { testTenant } from '../support/database.ts';

let app: RunningApp;

beforeAll(async () => {
  app = await runApp();
});

async function fresh() {
  const call = caller(app.url, (await testTenant(app.db)).apiKey);
  const ended = (id: string) =>
    eventually(
      () => call('GET', `/contacts/imports/${id}`),
      ({ body }) => body.finishedAt !== null,
    );
  return { call, ended };
}

const CSV = { 'content-type': 'text/csv' };
const FILE = 'email,optIn,Plan\nana@example.com,true,pro\nnobody,true,\nben@example.com,false,\n';

test('C10: a file is taken as a stream, worked through, and has a receipt', async () => {
  const { call, ended } = await fresh();
  const sent = await call('POST', '/contacts/imports?unmapped=attributes&source=list', FILE, CSV);
  expect([sent.status, sent.body.status, sent.body.rows]).toEqual([202, 'QUEUED', 0]);
  const { id } = sent.body;
  const { body } = await ended(id);
  expect(body).toMatchObject({
    ...{ status: 'DONE', progress: 100, format: 'csv', delimiter: 'comma', encoding: 'utf-8' },
    ...{ rows: 3, created: 2, updated: 0, unchanged: 0, failed: 1, suppressed: 0 },
  });
  const { data, meta } = (await call('GET', '/contacts/imports')).body;
  expect([data, meta]).toEqual([[body], { page: 1, limit: 20, total: 1, totalPages: 1 }]);
  const failures = await call('GET', `/contacts/imports/${id}/failures`);
  expect(failures.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(failures.body).toMatch(/^row,line,email,reason\n2,3,nobody,"email: must be an e-mail/);
  expect((await call('GET', '/contacts?q=ana')).body.data[0]).toMatchObject({
    ...{ source: 'list', attributes: { Plan: 'pro' } },
  });
  const cancelled = await call('POST', `/contacts/imports/${id}/cancel`);
  expect([cancelled.status, cancelled.body.code]).toEqual([409, 'wrong_state']);
  for (const [file, headers, status] of [
    ['name\nAna\n', CSV, 400],
    ['', CSV, 400],
    [FILE, { 'content-type': 'application/json' }, 400],
    [FILE, { 'content-type': 'text/plain' }, 415],
    [FILE, { ...CSV, 'content-encoding': 'br' }, 415],
    [FILE, { ...CSV, 'content-encoding': 'gzip' }, 400],
  ] as const) {
    const reply = await call('POST', '/contacts/imports', file, headers);
    expect([file, headers, reply.status]).toEqual([file, headers, status]);
  }
  expect((await call('GET', '/contacts/imports')).body.meta.total).toBe(1);
});

test('C11: an export is CSV or NDJSON that an import takes', async () => {
  const { call } = await fresh();
  const other = await fresh();
  const contact = {
    ...{ email: '=ana@example.com', externalId: "'=1", locale: 'es', optIn: false },
    ...{ attributes: { n: 1, text: 'a\n"b"' }, consentVersion: 'v2', source: '+34' },
  };
  await call('PUT', '/contacts', contact);
  for (const [format, type, counts] of [
    ['csv', 'text/csv', { created: 1 }],
    ['ndjson', 'application/x-ndjson', { unchanged: 1 }],
  ] as const) {
    const { headers, body } = await call('GET', `/contacts/export?format=${format}`);
    expect(headers['content-type']).toBe(`${type}; charset=utf-8`);
    const sent = await other.call('POST', '/contacts/imports', body, { 'content-type': type });
    expect((await other.ended(sent.body.id)).body).toMatchObject({ failed: 0, ...counts });
  }
  expect((await other.call('GET', '/contacts')).body.data).toMatchObject([contact]);
});
