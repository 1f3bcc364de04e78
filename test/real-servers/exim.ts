import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Arrival, filesBelow, readEach } from './arrival.ts';
import type { Product } from './server.ts';

/** Debian's Exim (daemon-light): a process for each connection; what is accepted stays queued. */
export const EXIM: Product = {
  name: 'Exim',
  key: 'exim',
  pipelining: true,
  smtputf8: true,
  auth: true,
  isWorker: (process, main) => process.pid !== main,
  survivesItsWorkers: true,
  tlsBug: () => null,
  arrivals: async (root) => {
    const files = await filesBelow(join(root, 'var/spool/exim4/input'));
    // A message without its -H file was never finished.
    return readEach(
      files.filter((file) => file.endsWith('-H')),
      readSpooled,
    );
  },
};

/**
 * A -H file has lines of envelope, ending with `XX` (or a tree of names), the number of recipients
 * and one on each line; then an empty line and the headers, each as `NNNF text`: its length, a flag
 * (`*` = removed), a space, its octets. The -D file is the body behind one line with its name.
 */
function readSpooled(file: string, bytes: Buffer): Arrival {
  const split = bytes.indexOf('\n\n');
  const lines = bytes.toString('utf8', 0, split).split('\n');
  const headers: Buffer[] = [];
  for (let at = split + 2; at < bytes.length; ) {
    const [, digits, flag] = /^(\d+)(.) /s.exec(bytes.toString('latin1', at, at + 12))!;
    const start = at + digits!.length + 2;
    at = start + Number(digits);
    if (flag !== '*') headers.push(bytes.subarray(start, at));
  }
  const data = readFileSync(file.replace(/-H$/, '-D'));
  const body = data.subarray(data.indexOf('\n') + 1);
  return {
    sender: lines[2]!.slice(1, -1),
    recipients: lines.slice(lines.lastIndexOf('XX') + 2),
    raw: Buffer.concat([...headers, Buffer.from('\n'), body]),
  };
}
