import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { createTransport } from 'nodemailer';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer } from '../http/server.ts';
import { newId } from '../lib/ids.ts';
import { start } from './receiver.ts';
import { outboxRoutes } from './routes.ts';

const EVIL = `"><script>alert(1)</script><img src=x onerror=alert(2)>`;
const SANDBOX =
  "default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'";

let dir: string;
let app: FastifyInstance;
let allowed = true;
let evilId: string;
let plainId: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'outbox-routes-'));
  app = await createServer({
    authenticate: async () => null,
    log: pino({ level: 'silent' }),
    rateLimitPerMinute: 1_000_000,
    countRequest: async () => ({ used: 1, msLeft: 60_000 }),
    corsOrigins: [],
    version: 'test',
  });
  await app.register(outboxRoutes, { dir, allow: () => allowed });
});

afterAll(async () => {
  await app.close();
  await rm(dir, { recursive: true });
});

async function get(url: string) {
  const reply = await app.inject({ url });
  return { status: reply.statusCode, headers: reply.headers, body: reply.body, reply };
}

describe('the outbox in a browser', () => {
  it('teaches while it is empty', async () => {
    const { status, body } = await get('/outbox');
    expect(status).toBe(200);
    expect(body).toContain('No mail yet');
    expect(body).toContain('SMTP_URL');
    expect(body).not.toContain('<form');
  });

  it('lists what came in, escaped, under a policy without scripts', async () => {
    const receiver = await start({ dir });
    const transport = createTransport(`${receiver.url(newId())}?pool=true`);
    await transport.sendMail({
      from: { name: EVIL, address: 'evil@example.com' },
      to: { name: EVIL, address: 'reader@example.com' },
      subject: EVIL,
      text: `</pre>${EVIL}`,
      html: `<head><title>x</title></head><base target="_self"><p>Hi</p><a href="https://example.com/u/1">out</a>${EVIL}`,
      headers: { 'X-Evil': EVIL },
    });
    for (let n = 0; n < 25; n += 1) {
      const to = `reader${n}@example.com`;
      await transport.sendMail({ from: 'a@example.com', to, subject: `Note ${n}`, text: 'Hello' });
    }
    transport.close();
    await receiver.stop();

    const first = await get('/outbox');
    expect(first.headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; frame-src 'self'; .*frame-ancestors 'none'$/,
    );
    expect(first.headers['cache-control']).toBe('no-store');
    expect(first.body).toContain('26 messages');
    expect(first.body).toContain('Page 1 of 2');
    expect(first.body.match(/<li>/g)).toHaveLength(20);
    const second = await get('/outbox?page=2');
    expect(second.body).toContain('&lt;script&gt;');
    expect(second.body).not.toMatch(/<script|<img/);
    expect(second.body).toContain('href="/outbox?page=1&amp;limit=20"');
  });

  it('answers the same as JSON', async () => {
    const { reply } = await get('/outbox?format=json&limit=100');
    const { data, meta } = reply.json();
    expect(meta).toEqual({ page: 1, limit: 100, total: 26, totalPages: 1 });
    expect(Object.keys(data[0]).sort()).toEqual(['date', 'from', 'id', 'size', 'subject', 'to']);
    expect(data[0].subject).toBe('Note 24');
    evilId = data.at(-1).id;
    plainId = data[0].id;
    const message = (await get(`/outbox/${evilId}?format=json`)).reply.json();
    expect(Object.keys(message).sort()).toEqual(
      ['from', 'headers', 'html', 'id', 'source', 'subject', 'text', 'to'].sort(),
    );
    expect(message.subject).toBe(EVIL);
  });

  it('finds by recipient, and says so when there is nothing', async () => {
    const found = await get('/outbox?q=READER7@');
    expect(found.body).toContain('1 message with “READER7@”');
    const none = await get(`/outbox?q=${encodeURIComponent(EVIL.slice(0, 40))}x`);
    expect(none.body).toContain('Nothing found');
    expect(none.body).not.toMatch(/<script|<img/);
  });

  it.each(['', '?view=html', '?view=text', '?view=source'])(
    'shows a message safely: %s',
    async (view) => {
      const { status, body, headers } = await get(`/outbox/${evilId}${view}`);
      expect(status).toBe(200);
      expect(body).not.toMatch(/<script|<img/);
      expect(body.match(/aria-current="page"/g)).toHaveLength(1);
      expect(headers['content-security-policy']).not.toContain('unsafe');
    },
  );

  it('serves the HTML of a message only in its sandbox, links opening outside', async () => {
    const page = await get(`/outbox/${evilId}`);
    const frame = /<iframe [^>]+>/.exec(page.body)?.[0];
    expect(frame).toContain(`src="/outbox/${evilId}/html"`);
    expect(frame).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    const { body, headers } = await get(`/outbox/${evilId}/html`);
    expect(headers['content-security-policy']).toBe(SANDBOX);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(body).toMatch(/^<!doctype html><base target="_blank">/);
    expect(body).toContain('<script>alert(1)</script>');
  });

  it('shows the best that a message has', async () => {
    const { body } = await get(`/outbox/${plainId}`);
    expect(body).toContain('<pre class="plain text">Hello');
    expect((await get(`/outbox/${plainId}?view=html`)).body).toContain('no HTML part');
    expect((await get(`/outbox/${plainId}/html`)).status).toBe(404);
  });

  it.each(['nothing', '..%2f..%2fetc%2fpasswd', '%2e%2e', '.'])('has no message %s', async (id) => {
    expect((await get(`/outbox/${id}`)).status).toBe(404);
    expect((await get(`/outbox/${id}/html`)).status).toBe(404);
    expect((await get(`/outbox/${id}?format=json`)).status).toBe(404);
  });

  it.each(['?page=0', '?limit=101', '?page=x', `?q=${'x'.repeat(201)}`, '?format=xml'])(
    'refuses %s',
    async (query) => {
      expect((await get(`/outbox${query}`)).status).toBe(400);
    },
  );

  it('does not exist for those who may not see it', async () => {
    allowed = false;
    for (const path of [
      '/outbox',
      `/outbox/${evilId}`,
      `/outbox/${evilId}/html`,
      '/outbox?page=x',
    ]) {
      const { status, reply } = await get(path);
      expect(status).toBe(404);
      expect(reply.json().message).toBe(`No route GET ${path.split('?')[0]}`);
    }
    allowed = true;
  });
});
