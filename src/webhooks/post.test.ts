import { expect, test } from 'vitest';
import { webhookSink } from '../../test/support/webhook-sink.ts';
import { systemClock } from '../lib/clock.ts';
import { createDispatcher, post } from './post.ts';

const sink = webhookSink();
const settings = { timeoutMs: 5_000, clock: systemClock };
const send = (url: string, allowPrivateHosts: boolean) =>
  post(createDispatcher(allowPrivateHosts), { url, headers: {}, body: '{}' }, settings);

test('P29: the dial itself refuses literal addresses and local names', async () => {
  const port = new URL(sink.url).port;
  for (const host of [
    ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '017700000001', '0.0.0.0', '[::1]'],
    ...['[::]', '[::ffff:127.0.0.1]', '[64:ff9b::7f00:1]', '[::127.0.0.1]', 'localhost'],
  ]) {
    for (const scheme of ['http', 'https']) {
      const { statusCode, error } = await send(`${scheme}://${host}:${port}/`, false);
      expect([host, statusCode]).toEqual([host, null]);
      expect(error).toMatch(/EPRIVATEHOST|ENOTFOUND|EAI_AGAIN/);
    }
  }
  expect(sink.requests).toEqual([]);
  expect((await send(sink.url, true)).statusCode).toBe(200);
});

test('a receiver that speaks no TLS, or ends in the middle of it all, is told in words', async () => {
  const plain = await send(sink.url.replace('http:', 'https:'), true);
  expect(plain.error).toMatch(/^TLS failed \(/);
  sink.script('/long', { status: 200, headers: { 'content-length': '100' }, body: 'half' });
  const { statusCode, error, responseBody } = await post(
    createDispatcher(true),
    { url: `${sink.url}/long`, headers: {}, body: '{}' },
    { ...settings, timeoutMs: 300 },
  );
  // The status alone decides, however the body ends.
  expect({ statusCode, error, responseBody }).toEqual({
    statusCode: 200,
    error: null,
    responseBody: 'half',
  });
});
