import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../lib/ids.ts';
import { parseMessageId } from './outbox.ts';
import { type OutboxReceiver, start } from './receiver.ts';

let dir: string;
let receiver: OutboxReceiver;

beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'outbox-')), 'outbox');
  receiver = await start({ dir });
});

afterEach(async () => {
  await receiver.stop();
  await rm(join(dir, '..'), { recursive: true, force: true });
});

function send(url: string, raw: string | Buffer): Promise<unknown> {
  const transport = createTransport(url);
  const envelope = { from: 'letters@example.com', to: ['reader@example.com'] };
  return transport.sendMail({ envelope, raw }).finally(() => transport.close());
}

/** Says these lines one after the other, each after the answer to the one before. */
async function converse(url: string, lines: string[]): Promise<{ codes: string[]; end: Socket }> {
  const end = connect(Number(new URL(url).port), '127.0.0.1');
  const answers = createInterface(end)[Symbol.asyncIterator]();
  const codes: string[] = [];
  for (const line of ['', ...lines]) {
    if (line !== '') end.write(line);
    let answer = '';
    do answer = (await answers.next()).value ?? '';
    while (answer[3] === '-');
    codes.push(answer.slice(0, 3));
  }
  return { codes, end };
}

function authPlain(user: string, password: string): string {
  return `AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}\r\n`;
}

describe('the outbox receiver', () => {
  it('keeps a message octet by octet, under its tenant', async () => {
    const tenantId = newId();
    const raw = Buffer.concat([
      Buffer.from('Subject: dots\r\nFrom: a@example.com\r\nTo: b@example.com\r\n\r\n'),
      Buffer.from('.\r\n..\r\n.leading dot\r\na.b\r\n.\r\n\r\nñ € 🖨\r\n'),
      Buffer.from([0x80, 0xff, 0x00, 0x0d, 0x0a]),
      Buffer.alloc(70_000, `${'x'.repeat(76)}\r\n`),
      Buffer.from('\r\n.end\r\n'),
    ]);
    await send(receiver.url(tenantId), raw);
    const [name, ...others] = await readdir(dir);
    expect(others).toEqual([]);
    expect(name).toMatch(/^\d{8}T\d{9}Z-[0-9a-f]{12}-[0-9a-f-]{36}\.eml$/);
    expect(parseMessageId(name!.slice(0, -4))?.tenantId).toBe(tenantId);
    expect(await readFile(join(dir, name!))).toEqual(raw);
  });

  it('names messages in the order in which they came, also within a millisecond', async () => {
    const transport = createTransport(`${receiver.url(newId())}?pool=true&maxConnections=1`);
    const envelope = { from: 'letters@example.com', to: ['reader@example.com'] };
    for (let n = 0; n < 40; n += 1) {
      await transport.sendMail({ envelope, raw: `Subject: ${n}\r\n\r\nx\r\n` });
    }
    transport.close();
    const names = (await readdir(dir)).sort();
    const texts = await Promise.all(names.map((name) => readFile(join(dir, name), 'utf8')));
    expect(texts.map((text) => Number(/\d+/.exec(text)?.[0]))).toEqual([...Array(40).keys()]);
  });

  it.each([
    ['another password', (url: URL) => Object.assign(url, { password: 'x'.repeat(24) })],
    ['no password', (url: URL) => Object.assign(url, { password: '' })],
    ['a user that is no tenant', (url: URL) => Object.assign(url, { username: '../../etc' })],
    ['nobody', (url: URL) => Object.assign(url, { username: '', password: '' })],
  ])('refuses mail from %s', async (_who, change) => {
    const url = change(new URL(receiver.url(newId()))).href;
    await expect(send(url, 'Subject: x\r\n\r\nx\r\n')).rejects.toThrow(/535|530|credentials/i);
    expect(await readdir(dir)).toEqual([]);
  });

  it('speaks for itself: no STARTTLS, AUTH before MAIL, a size limit', async () => {
    const url = new URL(receiver.url(newId()));
    const { codes, end } = await converse(url.href, [
      'EHLO client.example\r\n',
      'MAIL FROM:<a@example.com>\r\n',
      'STARTTLS\r\n',
      authPlain(url.username, url.password),
      'MAIL FROM:<a@example.com> SIZE=99999999\r\n',
      'MAIL FROM:<a@example.com>\r\n',
    ]);
    expect(codes).toEqual(['220', '250', '530', '500', '235', '552', '250']);
    end.destroy();
  });

  it('keeps nothing of a message that was cut off', async () => {
    const url = new URL(receiver.url(newId()));
    const { codes, end } = await converse(url.href, [
      'EHLO client.example\r\n',
      authPlain(url.username, url.password),
      'MAIL FROM:<a@example.com>\r\n',
      'RCPT TO:<b@example.com>\r\n',
      'DATA\r\n',
    ]);
    expect(codes.at(-1)).toBe('354');
    end.write('Subject: half\r\n\r\nhalf a mess');
    await new Promise<void>((closed) => {
      end.on('close', closed);
      end.end();
    });
    // A later message on another connection proves that the cut one was dealt with.
    await send(receiver.url(newId()), 'Subject: whole\r\n\r\nx\r\n');
    const names = await readdir(dir);
    expect(names).toHaveLength(1);
    expect(await readFile(join(dir, names[0]!), 'utf8')).toContain('whole');
  });

  it('says 452 and keeps nothing when it cannot write, then works again', async () => {
    await rm(dir, { recursive: true });
    await expect(send(receiver.url(newId()), 'Subject: x\r\n\r\nx\r\n')).rejects.toMatchObject({
      responseCode: 452,
    });
    await mkdir(dir);
    await send(receiver.url(newId()), 'Subject: x\r\n\r\nx\r\n');
    expect(await readdir(dir)).toHaveLength(1);
  });

  it('clears old half-written files at the start, and leaves fresh ones to their process', async () => {
    await writeFile(join(dir, '.unfinished-old.eml'), 'half');
    await writeFile(join(dir, '.unfinished-new.eml'), 'half');
    await utimes(join(dir, '.unfinished-old.eml'), 1, 1);
    const second = await start({ dir });
    expect(await readdir(dir)).toEqual(['.unfinished-new.eml']);
    await second.stop();
  });
});
