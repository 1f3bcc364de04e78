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
  auth: true,
  isWorker: (process) => process.command === 'smtpd',
  survivesItsWorkers: false,
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
