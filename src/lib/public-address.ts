import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';

/**
 * IPv4 that isn't anybody's public server: the IANA special-purpose registry (RFC 6890 and its
 * later entries), multicast, class E, and the one public address that clouds answer internally.
 */
const SPECIAL_IPV4: [address: string, prefix: number][] = [
  ['0.0.0.0', 8], // "this network" (RFC 791); Linux dials 0.0.0.0 as loopback
  ['10.0.0.0', 8], // private (RFC 1918)
  ['100.64.0.0', 10], // carrier NAT (RFC 6598); some clouds' metadata lives here
  ['127.0.0.0', 8], // loopback (RFC 1122)
  ['168.63.129.16', 32], // Azure's internal agent
  ['169.254.0.0', 16], // link-local (RFC 3927): the clouds' metadata
  ['172.16.0.0', 12], // private (RFC 1918)
  ['192.0.0.0', 24], // protocol assignments (RFC 6890)
  ['192.0.2.0', 24], // documentation (RFC 5737)
  ['192.31.196.0', 24], // AS112 (RFC 7535)
  ['192.52.193.0', 24], // AMT (RFC 7450)
  ['192.88.99.0', 24], // 6to4 relays (RFC 7526)
  ['192.168.0.0', 16], // private (RFC 1918)
  ['192.175.48.0', 24], // AS112 (RFC 7534)
  ['198.18.0.0', 15], // benchmarks (RFC 2544)
  ['198.51.100.0', 24], // documentation (RFC 5737)
  ['203.0.113.0', 24], // documentation (RFC 5737)
  ['224.0.0.0', 4], // multicast (RFC 5771)
  ['240.0.0.0', 4], // reserved (RFC 1112) and broadcast
];

/**
 * Only 2000::/3 is handed out (RFC 4291 §2.4). Loopback, mapped (::ffff:0:0/96), NAT64 (64:ff9b::),
 * unique local, link-local and multicast lie outside; these lie inside and carry or name others.
 */
const GLOBAL_IPV6: [address: string, prefix: number] = ['2000::', 3];
const SPECIAL_IPV6: [address: string, prefix: number][] = [
  ['2001::', 23], // protocol assignments with Teredo (RFC 2928, RFC 4380)
  ['2001:db8::', 32], // documentation (RFC 3849)
  ['2002::', 16], // 6to4: carries any IPv4 address (RFC 3056)
  ['3fff::', 20], // documentation (RFC 9637)
];

const specialIPv4 = listOf('ipv4', SPECIAL_IPV4);
const specialIPv6 = listOf('ipv6', SPECIAL_IPV6);
const globalIPv6 = listOf('ipv6', [GLOBAL_IPV6]);
const dns = new Resolver({ timeout: 2_000, tries: 2 });

/** Names that never leave a machine or a site (RFC 6761, RFC 6762, RFC 9476 and custom). */
const LOCAL_NAME = /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home\.arpa|test)\.?$/i;

/** A host was refused because it is, or resolves to, an address that isn't public. */
export class PrivateHostError extends Error {
  override readonly name = 'PrivateHostError';
  readonly code = 'EPRIVATEHOST';
}

/** Whether this literal address is one that anybody's public server can have. No address: false. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !specialIPv4.check(address, 'ipv4');
    case 6:
      // A zone ("fe80::1%eth0") names an interface of this machine.
      if (address.includes('%')) return false;
      return globalIPv6.check(address, 'ipv6') && !specialIPv6.check(address, 'ipv6');
    default:
      return false;
  }
}

/**
 * Whether a host, as a URL or a setting writes it, is refused without asking DNS: a literal address
 * that isn't public, a local name, a name without a dot. What a name resolves to is known only
 * when it is dialled: `publicLookup`.
 */
export function isPlainlyPrivate(host: string): boolean {
  const bare = withoutBrackets(host);
  if (isIP(bare) !== 0) return !isPublicAddress(bare);
  return LOCAL_NAME.test(bare) || !bare.replace(/\.$/, '').includes('.');
}

/** `[::1]` as URLs write it becomes `::1`. */
export function withoutBrackets(host: string): string {
  const bare = host.replace(/^\[|\]$/g, '');
  return isIPv6(bare) ? bare : host;
}

/** Resolves a name to all its addresses; a literal address to itself. */
export type ResolveAll = (
  hostname: string,
  family: 0 | 4 | 6,
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A `lookup` for net.connect and tls.connect that refuses a name of which any address isn't public.
 * The addresses it checked are the ones that are dialled, so a name that answers otherwise the
 * second time (rebinding) gains nothing. net.connect doesn't call it for a literal address: ask
 * `isPublicAddress` or call it first. Fails with PrivateHostError.
 */
export function createPublicLookup(resolveAll: ResolveAll = resolveByDns): LookupFunction {
  return (hostname, options, callback) => {
    const family = options.family === 4 || options.family === 6 ? options.family : 0;
    resolveAll(withoutBrackets(hostname), family, (error, addresses) => {
      if (error) return callback(error, '');
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
        return callback(new PrivateHostError(`${hostname} is not a public host`), '');
      }
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

export const publicLookup: LookupFunction = createPublicLookup();

/**
 * Asks DNS without `getaddrinfo`: that takes one of four threads for as long as a name server is
 * silent, so a few names on a dead one would hold up every other lookup (P28). A public host needs
 * no hosts file. IPv4 stands first, for callers that take just one address.
 */
function resolveByDns(
  hostname: string,
  family: 0 | 4 | 6,
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
): void {
  const literal = isIP(hostname);
  if (literal !== 0) {
    callback(null, [{ address: hostname, family: literal }]);
    return;
  }
  const asked = [
    family === 6 ? [] : dns.resolve4(hostname).then((all) => all.map(as(4))),
    family === 4 ? [] : dns.resolve6(hostname).then((all) => all.map(as(6))),
  ];
  Promise.allSettled(asked).then((answers) => {
    const addresses = answers.flatMap((answer) =>
      answer.status === 'fulfilled' ? answer.value : [],
    );
    callback(addresses.length > 0 ? null : unresolved(hostname, answers), addresses);
  });
}

function as(family: 4 | 6) {
  return (address: string): LookupAddress => ({ address, family });
}

/** As `getaddrinfo` says it: ENOTFOUND is final, EAI_AGAIN means that no name server answered. */
function unresolved(hostname: string, answers: PromiseSettledResult<unknown>[]): Error {
  const codes = answers.map((answer) => answer.status === 'rejected' && answer.reason?.code);
  const final = codes.every((code) => !code || /^E(NOTFOUND|NODATA|BADNAME)$/.test(code));
  const code = final ? 'ENOTFOUND' : 'EAI_AGAIN';
  return Object.assign(new Error(`${hostname} does not resolve (${code})`), { code, hostname });
}

function listOf(family: 'ipv4' | 'ipv6', ranges: [string, number][]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, family);
  return list;
}
