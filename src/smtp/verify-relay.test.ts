import { isIP, type LookupFunction } from 'node:net';
import { expect, test } from 'vitest';
import { watchDials } from '../../test/support/dials.ts';
import { HOSTILE_ANSWERS, HOSTILE_HOSTS } from '../../test/support/hostile-hosts.ts';
import { at, startSmtpSink } from '../../test/support/smtp-sink.ts';
import { createPublicLookup, publicLookup } from '../lib/public-address.ts';
import type { SmtpTarget } from './target.ts';
import { verifyRelay } from './verify-relay.ts';

const dialled = watchDials();

function targetAt(host: string, port: number, over: Partial<SmtpTarget> = {}): SmtpTarget {
  return {
    ...{ host, port, user: null, password: null, tls: 'off', verify: true, ca: null },
    ...{ auth: null, cleartextAuth: false, ...over },
  };
}

/** Answers any name with these addresses. */
function answering(addresses: string[]): LookupFunction {
  return createPublicLookup((_hostname, _family, callback) => {
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  });
}

test('P29: a tenant’s SMTP host at a forbidden address is not dialled, whatever its name', async () => {
  const sink = await startSmtpSink();
  const literals = HOSTILE_HOSTS.filter((host) => isIP(host) !== 0);
  expect(literals.length).toBeGreaterThan(40);
  for (const host of literals) {
    for (const tls of ['off', 'implicit'] as const) {
      const target = targetAt(host, sink.port, { tls });
      const { fault, step } = await verifyRelay(target, { lookup: publicLookup });
      expect([host, step, fault]).toEqual([host, 'connect', expect.stringMatching(/public host/)]);
    }
  }
  for (const addresses of HOSTILE_ANSWERS) {
    const target = targetAt('mail.example.com', sink.port);
    const { fault } = await verifyRelay(target, { lookup: answering(addresses) });
    expect([addresses, fault]).toEqual([addresses, expect.stringMatching(/public host/)]);
  }
  expect(dialled).toEqual([]);
  expect(sink.connected).toBe(0);
  await sink.close();
});

test.each(['banner', 'ehlo', 'auth'] as const)('a relay that falls silent at %s', async (stage) => {
  const sink = await startSmtpSink({
    extensions: ['AUTH PLAIN'],
    script: at(stage, { hang: true }),
  });
  const target = targetAt('127.0.0.1', sink.port, { user: 'joe', password: 'secret word' });
  const timeouts = { banner: 100, ehlo: 100, auth: 100 };
  const { fault, step, lines } = await verifyRelay(target, { timeouts });
  expect(step.toLowerCase()).toBe(stage === 'banner' ? 'greeting' : stage);
  expect(fault).toContain('did not answer');
  expect(JSON.stringify(lines)).not.toContain('secret word');
  expect(JSON.stringify(lines)).not.toContain(Buffer.from('\0joe\0secret word').toString('base64'));
  await sink.close();
});

test('what LOGIN and XOAUTH2 say is hidden too', async () => {
  for (const auth of ['login', 'xoauth2'] as const) {
    const sink = await startSmtpSink({ extensions: ['AUTH LOGIN XOAUTH2'] });
    const target = targetAt('127.0.0.1', sink.port, { user: 'joe', password: 'ya29.token', auth });
    const { lines } = await verifyRelay(target, { timeouts: { auth: 500 } });
    const said = lines.filter(({ from }) => from === 'pressrun').map(({ text }) => text);
    expect(said[1]).toBe(auth === 'login' ? 'AUTH LOGIN' : 'AUTH XOAUTH2 ••••');
    const all = JSON.stringify(lines);
    expect(all).not.toContain('ya29');
    expect(all).not.toContain(Buffer.from('ya29.token').toString('base64'));
    await sink.close();
  }
});
