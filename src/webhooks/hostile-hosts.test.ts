import type { LookupFunction } from 'node:net';
import { expect, test } from 'vitest';
import { watchDials } from '../../test/support/dials.ts';
import { HOSTILE_ANSWERS, HOSTILE_HOSTS, inUrl } from '../../test/support/hostile-hosts.ts';
import { webhookSink } from '../../test/support/webhook-sink.ts';
import { systemClock } from '../lib/clock.ts';
import { createPublicLookup } from '../lib/public-address.ts';
import { urlProblem } from './endpoint.ts';
import { createDispatcher, post } from './post.ts';

// P29. No database here: what this process dials is all that a test sees.

const sink = webhookSink();
const dialled = watchDials();

async function send(url: string, allowPrivateHosts: boolean, lookup?: LookupFunction) {
  const dispatcher = createDispatcher(allowPrivateHosts, lookup);
  const settings = { timeoutMs: 5_000, clock: systemClock };
  const answer = await post(dispatcher, { url, headers: {}, body: '{}' }, settings);
  await dispatcher.destroy();
  return answer;
}

/** Answers any name, each time with the next list of addresses. */
function answering(...answers: string[][]): LookupFunction {
  return createPublicLookup((_hostname, _family, callback) => {
    const addresses = answers.length > 1 ? answers.shift()! : answers[0]!;
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  });
}

test('the watch sees a dial that is allowed', async () => {
  expect((await send(sink.url, true)).statusCode).toBe(200);
  expect(dialled).toEqual(['127.0.0.1']);
});

test('P29: 60 hosts and more are refused in a URL, and not dialled if one got past it', async () => {
  expect(HOSTILE_HOSTS.length).toBeGreaterThanOrEqual(60);
  const { port } = new URL(sink.url);
  for (const host of HOSTILE_HOSTS) {
    expect([host, urlProblem(`https://${inUrl(host)}/`, false)]).toEqual([
      host,
      expect.stringMatching(/^(must be on a public host|is not a URL)$/),
    ]);
  }
  const urls = HOSTILE_HOSTS.flatMap((host) => [
    `http://${inUrl(host)}:${port}/`,
    `https://${inUrl(host)}:${port}/`,
  ]).filter((url) => URL.canParse(url));
  expect(urls.length).toBeGreaterThan(120);
  const answers = await Promise.all(urls.map((url) => send(url, false)));
  expect(answers.filter(({ statusCode }) => statusCode !== null)).toEqual([]);
  expect(dialled).toEqual([]);
  expect(sink.requests).toEqual([]);
});

test('P29: user-info does not hide a host', async () => {
  for (const url of [
    'https://hooks.example.com@127.0.0.1/',
    'https://hooks.example.com:443@[::1]/',
    'https://a:b@hooks.example.com/',
    'https://hooks.example.com%2f@127.0.0.1/',
    'https://127.0.0.1\\@hooks.example.com/',
  ]) {
    expect([url, urlProblem(url, false)]).toEqual([url, expect.stringMatching(/^must /)]);
  }
});

test.each(HOSTILE_ANSWERS.map((addresses) => ({ addresses })))(
  'P29: a public name that resolves to $addresses is not dialled',
  async ({ addresses }) => {
    for (const scheme of ['http', 'https']) {
      const url = `${scheme}://hooks.example.com:${new URL(sink.url).port}/`;
      const { statusCode, error } = await send(url, false, answering(addresses));
      expect([statusCode, error]).toEqual([null, 'The host is not public (EPRIVATEHOST)']);
    }
    expect(dialled).toEqual([]);
  },
);

test('P29: rebinding: what the second lookup answers is checked as the first was', async () => {
  const lookup = answering(['1.1.1.1'], ['127.0.0.1']);
  // The first answer is the one that a check before the dial would have seen.
  const first = await new Promise((resolve) => {
    lookup('hooks.example.com', { all: true }, (_error, addresses) => resolve(addresses));
  });
  expect(first).toEqual([{ address: '1.1.1.1', family: 4 }]);
  const url = `http://hooks.example.com:${new URL(sink.url).port}/`;
  expect((await send(url, false, lookup)).error).toContain('EPRIVATEHOST');
  expect(dialled).toEqual([]);
  expect(sink.requests).toEqual([]);
});

test('P29: a redirect to a private host is not followed', async () => {
  sink.script('/moved', { status: 307, headers: { location: 'http://169.254.169.254/latest' } });
  const { statusCode } = await send(`${sink.url}/moved`, true);
  expect(statusCode).toBe(307);
  expect(dialled).toEqual(['127.0.0.1']);
});
