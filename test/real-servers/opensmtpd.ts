import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Arrival, filesBelow, readEach } from './arrival.ts';
import type { Product } from './server.ts';

/** Debian's OpenSMTPD: no PIPELINING, one process for all connections. */
export const OPENSMTPD: Product = {
  name: 'OpenSMTPD',
  key: 'opensmtpd',
  pipelining: false,
  smtputf8: false,
  // Offered after STARTTLS only, which Debian 12's can't do.
  auth: false,
  isWorker: (process) => process.command === 'smtpd',
  survivesItsWorkers: false,
  // Debian 12's package: every handshake ends in an alert (OpenSMTPD issues 1171 and 1239).
  tlsBug: (log) =>
    /OpenSMTPD 6\.8/.test(log)
      ? 'SKIPPED: STARTTLS of OpenSMTPD 6.8 can not work on OpenSSL 3'
      : null,
  arrivals: async (root) => {
    const files = await filesBelow(join(root, 'var/spool/smtpd/queue'));
    const envelopes = files.filter((file) => basename(file) !== 'message');
    return readEach(envelopes, readEnvelope);
  },
};

/** An envelope file has a line `field: value` for each thing; the message lies beside it. */
function readEnvelope(file: string, bytes: Buffer): Arrival {
  const field = (name: string) =>
    new RegExp(`^${name}: (.*)$`, 'm').exec(bytes.toString())?.[1] ?? '';
  const raw = readFileSync(join(dirname(file), 'message'));
  return { sender: field('sender'), recipients: [field('dest')], raw };
}
