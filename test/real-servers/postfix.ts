import { join } from 'node:path';
import { type Arrival, filesBelow, readEach } from './arrival.ts';
import type { Product } from './server.ts';

/** Debian's Postfix: an smtpd process for each connection; what is accepted is put on hold. */
export const POSTFIX: Product = {
  name: 'Postfix',
  key: 'postfix',
  pipelining: true,
  smtputf8: true,
  auth: false,
  isWorker: (process) => process.command === 'smtpd',
  survivesItsWorkers: true,
  tlsBug: () => null,
  arrivals: async (root) =>
    readEach(await filesBelow(join(root, 'var/spool/postfix/hold')), (_file, bytes) =>
      readQueueFile(bytes),
    ),
};

const NEWLINE = Buffer.from('\n');

/**
 * A Postfix queue file is a row of records: a type, a length in 7-bit groups with the lowest first,
 * and the data. `S` and `R` are the envelope; between `M` and `X`, `N` is a line and `L` a part of one.
 */
function readQueueFile(bytes: Buffer): Arrival {
  const arrival: Arrival = { sender: '', recipients: [], raw: Buffer.alloc(0) };
  const content: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const type = String.fromCharCode(bytes[at]!);
    at += 1;
    let length = 0;
    for (let shift = 0, more = true; more; shift += 7, at += 1) {
      length |= (bytes[at]! & 0x7f) << shift;
      more = bytes[at]! >= 0x80;
    }
    const data = bytes.subarray(at, at + length);
    at += length;
    if (type === 'S') arrival.sender = data.toString();
    else if (type === 'R') arrival.recipients.push(data.toString());
    else if (type === 'N') content.push(data, NEWLINE);
    else if (type === 'L') content.push(data);
  }
  arrival.raw = Buffer.concat(content);
  return arrival;
}
