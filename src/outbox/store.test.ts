import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../lib/ids.ts';
import { fileName, messageId, parseMessageId } from './outbox.ts';
import { listOutbox, readOutboxMessage } from './store.ts';

const COUNT = 45;
const tenantA = newId();
const tenantB = newId();
let dir: string;

/** Message n came n minutes after the first; every third is B's. */
function idOf(n: number): string {
  const at = new Date(Date.UTC(2026, 6, 23, 10, n));
  return messageId(at, n.toString(16).padStart(12, '0'), n % 3 === 0 ? tenantB : tenantA);
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'outbox-store-'));
  for (let n = 0; n < COUNT; n += 1) {
    const lines = [
      'From: "The Press Room" <letters@example.com>',
      `To: =?utf-8?q?Luc=C3=ADa_${n}?= <reader${n}@example.com>, team: b@example.com;`,
      `Subject: =?utf-8?q?N=C3=BAmero_${n}?=`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      `text of ${n}`,
      '',
    ];
    await writeFile(join(dir, fileName(idOf(n))), lines.join('\r\n'));
  }
  await writeFile(join(dir, `.unfinished-${fileName(idOf(99))}`), 'half');
  await writeFile(join(dir, 'notes.eml'), 'not ours');
  await writeFile(join(dir, '..', 'outbox-secret.eml'), 'secret');
});

afterAll(async () => {
  await rm(dir, { recursive: true });
  await rm(join(dir, '..', 'outbox-secret.eml'));
});

describe('the list of the outbox', () => {
  it('pages through all messages, newest first, each once', async () => {
    const ids: string[] = [];
    for (const page of [1, 2, 3, 4, 5]) {
      const { data, meta } = await listOutbox(dir, { page, limit: 10 });
      expect(meta).toEqual({ page, limit: 10, total: COUNT, totalPages: 5 });
      ids.push(...data.map(({ id }) => id));
    }
    expect(ids).toEqual(Array.from({ length: COUNT }, (_, n) => idOf(COUNT - 1 - n)));
  });

  it('shows decoded headers, the time of receipt and the size', async () => {
    const { data } = await listOutbox(dir, { page: 1, limit: 1 });
    expect(data).toEqual([
      {
        id: idOf(44),
        tenantId: tenantA,
        from: 'The Press Room <letters@example.com>',
        to: 'Lucía 44 <reader44@example.com>, b@example.com',
        subject: 'Número 44',
        date: '2026-07-23T10:44:00.000Z',
        size: 233,
      },
    ]);
  });

  it('keeps tenants apart', async () => {
    const { data, meta } = await listOutbox(dir, { tenantId: tenantB, page: 1, limit: 100 });
    expect(meta.total).toBe(15);
    expect(data.every(({ tenantId }) => tenantId === tenantB)).toBe(true);
    const nobody = await listOutbox(dir, { tenantId: '../..', page: 1, limit: 100 });
    expect(nobody.meta.total).toBe(0);
  });

  it('searches recipients and subjects without regard to case', async () => {
    const byName = await listOutbox(dir, { page: 1, limit: 5, q: 'LUCÍA 1' });
    expect(byName.meta.total).toBe(11);
    expect(byName.data).toHaveLength(5);
    const bySubject = await listOutbox(dir, { page: 1, limit: 5, q: ' número 30 ' });
    expect(bySubject.data.map(({ id }) => id)).toEqual([idOf(30)]);
    expect((await listOutbox(dir, { page: 1, limit: 5, q: 'text of' })).data).toEqual([]);
  });

  it('is empty beyond the last page and where there is no outbox', async () => {
    expect((await listOutbox(dir, { page: 99, limit: 10 })).data).toEqual([]);
    const none = await listOutbox(join(dir, 'none'), { page: 1, limit: 10 });
    expect(none).toEqual({ data: [], meta: { page: 1, limit: 10, total: 0, totalPages: 0 } });
  });
});

describe('a message of the outbox', () => {
  it('comes with headers, parts and source', async () => {
    const message = await readOutboxMessage(dir, idOf(7));
    expect(message).toMatchObject({ subject: 'Número 7', html: null });
    expect(message?.text?.trim()).toBe('text of 7');
    expect(message?.headers.map(({ name }) => name)).toContain('MIME-Version');
    expect(message?.source).toMatch(/^From: "The Press Room"[\s\S]*text of 7\r\n$/);
  });

  it.each([
    '../outbox-secret',
    `..%2Foutbox-secret`,
    'notes',
    '',
    '.',
    '/etc/passwd',
    `../${'x'.repeat(300)}`,
    `.unfinished-${idOf(99)}`,
    `${idOf(7)}\0`,
    `${idOf(7)}\n`,
    `${idOf(7)}.eml`,
    `x/../${idOf(7)}`,
    idOf(98),
  ])('is not found by %j', async (id) => {
    expect(await readOutboxMessage(dir, id)).toBeNull();
  });

  it('has an id that names a real time', () => {
    expect(parseMessageId(idOf(7))?.receivedAt.toISOString()).toBe('2026-07-23T10:07:00.000Z');
    expect(parseMessageId(idOf(7).replace('20260723', '20261399'))).toBeNull();
  });
});
