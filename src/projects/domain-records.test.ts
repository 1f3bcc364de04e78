import { beforeAll, expect, test } from 'vitest';
import { type DnsServer, startDnsServer } from '../../test/support/dns-server.ts';
import { systemClock } from '../lib/clock.ts';
import { createDomainRecords } from './domain-records.ts';

let dns: DnsServer;

beforeAll(async () => {
  dns = await startDnsServer();
});

test('a domain with its records: found once, and remembered for five minutes', async () => {
  dns.zone = {
    'news.example.com': ['v=spf1 include:relay.example ~all', 'something else'],
    '_dmarc.example.com': [`v=DMARC1; p=reject; rua=mailto:${'a'.repeat(250)}@example.com`],
  };
  let now = 1_000;
  const records = createDomainRecords({ ...systemClock, monotonic: () => now }, [dns.address]);
  expect(records.known('news.example.com')).toBeNull();
  const report = { hasDmarc: true, hasSpf: true, organisation: 'example.com' };
  expect(await records.find('news.example.com')).toEqual(report);
  expect(records.known('news.example.com')).toEqual(report);
  const asked = dns.asked.length;
  expect(asked).toBe(4);
  now += 299_000;
  expect(await records.find('news.example.com')).toEqual(report);
  expect(dns.asked).toHaveLength(asked);
  now += 2_000;
  expect(records.known('news.example.com')).toBeNull();
  dns.zone = {};
  const bare = { hasDmarc: false, hasSpf: false, organisation: 'news.example.com' };
  expect(await records.find('news.example.com')).toEqual(bare);
});

test('two SPF records are as good as none (RFC 7208 section 4.5)', async () => {
  dns.zone = { 'two.example': ['v=spf1 -all', 'v=spf1 ~all'] };
  const records = createDomainRecords(systemClock, [dns.address]);
  expect(await records.find('two.example')).toMatchObject({ hasSpf: false });
});

test('a resolver that fails or stays silent is no answer, within three seconds', async () => {
  const records = createDomainRecords(systemClock, [dns.address]);
  dns.zone = { 'failing.example': 'failing', 'silent.example': 'silent' };
  expect(await records.find('failing.example')).toBeNull();
  const begun = performance.now();
  expect(await records.find('silent.example')).toBeNull();
  expect(performance.now() - begun).toBeLessThan(3_000);
  const gone = createDomainRecords(systemClock, ['127.0.0.1:1']);
  expect(await gone.find('away.example')).toBeNull();
});
