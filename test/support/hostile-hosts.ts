/**
 * Hosts that a tenant must not make us dial (P29), as a URL or a setting writes them; IPv6 without
 * brackets. For webhook URLs and for tenants' SMTP hosts alike.
 */
export const HOSTILE_HOSTS = [
  // IPv4: this network, private, carrier NAT, loopback, link-local with the clouds' metadata …
  ...['0.0.0.0', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.100.100.200', '127.0.0.1'],
  ...['127.255.255.254', '168.63.129.16', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
  // … protocol assignments, documentation, benchmarks, multicast, reserved, broadcast
  ...['192.0.0.8', '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1', '198.51.100.7'],
  ...['203.0.113.9', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  // The same written otherwise: short, decimal, hexadecimal, octal, full-width, with a dot behind
  ...['127.1', '127.0.1', '0', '2130706433', '3232235777', '0x7f000001', '0x7f.0.0.1', '0x7f.1'],
  ...['017700000001', '0177.0.0.1', '127.0.0.1.', '①②⑦.0.0.1', '127。0。0。1'],
  // IPv6: unspecified, loopback, compatible, mapped, translated, NAT64, discard-only
  ...['::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:a9fe:a9fe'],
  ...[
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::169.254.169.254',
    '64:ff9b:1::1',
    '100::1',
  ],
  // … Teredo, documentation, 6to4, segment routing, unique local, link-local, site-local, multicast
  ...['2001::1', '2001:db8::1', '2002:7f00:1::', '3fff::1', '5f00::1', 'fc00::1', 'fd00:ec2::254'],
  ...['fe80::1', 'fe80::1%lo', 'fec0::1', 'ff02::1'],
  // Names that never leave a machine or a site
  ...['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'localhost.localdomain', 'db', 'db.'],
  ...['printer.local', 'metadata.google.internal', 'x.intranet', 'x.lan', 'x.home.arpa'],
];

/** What the name of a hostile host may resolve to: any address that isn't public spoils all. */
export const HOSTILE_ANSWERS = [
  ['127.0.0.1'],
  ['::1'],
  ['169.254.169.254'],
  ['::ffff:127.0.0.1'],
  ['64:ff9b::7f00:1'],
  ['1.1.1.1', '10.0.0.1'],
  ['10.0.0.1', '1.1.1.1'],
  ['2606:4700::1111', '::1'],
  ['1.1.1.1', '::ffff:192.168.0.1'],
  [],
];

/** A host as a URL writes it. */
export function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
