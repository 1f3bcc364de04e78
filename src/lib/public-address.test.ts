import { connect, type LookupFunction } from 'node:net';
import { expect, test } from 'vitest';
import {
  createPublicLookup,
  isPlainlyPrivate,
  isPublicAddress,
  PrivateHostError,
  publicLookup,
  type ResolveAll,
} from './public-address.ts';

const FORBIDDEN = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.100.100.200'],
  ...['100.127.255.255', '127.0.0.1', '127.255.255.254', '168.63.129.16', '169.254.169.254'],
  ...['172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1', '192.88.99.1', '192.168.1.1'],
  ...['198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.9', '224.0.0.1'],
  ...['239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8'],
  ...['::ffff:0:127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::a00:1', '64:ff9b:1::1', '100::1'],
  ...['2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '2001:2::1', '2001:db8::1'],
  ...['2002:7f00:1::', '2002:a00:1::1', '3fff::1', '5f00::1', 'fc00::1', 'fd00:ec2::254'],
  ...['fe80::1', 'fe80::1%eth0', '2606:4700::1111%lo', 'fec0::1', 'ff02::1'],
];
const PUBLIC = [
  ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0'],
  ...['126.255.255.255', '128.0.0.1', '169.253.255.255', '172.15.255.255', '172.32.0.0'],
  ...['192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255'],
  ...['2606:4700:4700::1111', '2a00:1450:4007::5', '2001:4860:4860::8888', '2400:cb00::1'],
];

test.each(FORBIDDEN)('P29: %s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test('addresses of public servers are', () => {
  expect(PUBLIC.filter((address) => !isPublicAddress(address))).toEqual([]);
  for (const text of ['', 'example.com', '1.2.3', '1.2.3.4.5', '08.8.8.8']) {
    expect([text, isPublicAddress(text)]).toEqual([text, false]);
  }
});

test('P29: hosts refused before DNS is asked', () => {
  for (const host of [
    ...['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'printer.local', 'db', 'db.'],
    ...['metadata.google.internal', 'x.home.arpa', '127.0.0.1', '[::1]', '::1', '[fe80::1]'],
  ]) {
    expect([host, isPlainlyPrivate(host)]).toEqual([host, true]);
  }
  for (const host of ['example.com', 'local.example.com', '1.1.1.1', '[2606:4700::1111]']) {
    expect([host, isPlainlyPrivate(host)]).toEqual([host, false]);
  }
});

function answering(...answers: string[][]): ResolveAll {
  return (_hostname, _family, callback) => {
    const addresses = answers.length > 1 ? answers.shift()! : answers[0]!;
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

function ask(lookup: LookupFunction, host: string, all: boolean): Promise<unknown> {
  return new Promise((resolve, reject) => {
    lookup(host, { all }, (error, address, family) =>
      error ? reject(error) : resolve(all ? address : { address, family }),
    );
  });
}

test('the lookup gives what net.connect asks for: one address or all', async () => {
  const lookup = createPublicLookup(answering(['1.1.1.1', '2606:4700::1111']));
  expect(await ask(lookup, 'a.example', false)).toEqual({ address: '1.1.1.1', family: 4 });
  expect(await ask(lookup, 'a.example', true)).toHaveLength(2);
});

test('P29: mixed answers, no answer and rebinding are refused', async () => {
  for (const answer of [
    ['1.1.1.1', '10.0.0.1'],
    ['1.1.1.1', '::1'],
    ['::ffff:1.1.1.1', '1.1.1.1'],
    [],
  ]) {
    const lookup = createPublicLookup(answering(answer));
    await expect(ask(lookup, 'a.example', true)).rejects.toBeInstanceOf(PrivateHostError);
  }
  const rebinding = createPublicLookup(answering(['1.1.1.1'], ['127.0.0.1']));
  await ask(rebinding, 'a.example', true);
  await expect(ask(rebinding, 'a.example', true)).rejects.toBeInstanceOf(PrivateHostError);
});

test('P29: a socket that uses the lookup dials nothing private', async () => {
  const lookup = createPublicLookup(answering(['127.0.0.1']));
  const error = await new Promise((resolve) => {
    const socket = connect({ host: 'rebound.example', port: 9, lookup });
    socket.on('connect', () => resolve('connected')).on('error', resolve);
  });
  expect(error).toBeInstanceOf(PrivateHostError);
});

test('the lookup in use refuses local names and literals, and says when a name is none', async () => {
  for (const host of ['localhost', '127.0.0.1', '::1', '[::1]', '169.254.169.254']) {
    await expect(ask(publicLookup, host, true)).rejects.toBeInstanceOf(Error);
  }
  await expect(ask(publicLookup, '10.0.0.1', false)).rejects.toBeInstanceOf(PrivateHostError);
  expect(await ask(publicLookup, '1.1.1.1', false)).toEqual({ address: '1.1.1.1', family: 4 });
  const empty = await ask(publicLookup, '', true).catch((error) => error.code);
  expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(empty);
});
