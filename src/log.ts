import { type Logger, pino } from 'pino';
import { maskAddress } from './lib/address.ts';

// Deliberately wide: a reply of a mail server may quote an address in any form.
const ADDRESS = /[^\s"'<>(),;:\\@]+@[^\s"'<>(),;:\\@]+\.[^\s"'<>(),;:\\@]+/g;

/** JSON lines on stderr; whatever looks like an address is masked before it leaves (P47). */
export function createLog(level: string): Logger {
  return pino(
    { level, base: null },
    { write: (line: string) => process.stderr.write(maskLine(line)) },
  );
}

export function maskLine(line: string): string {
  return line.includes('@') ? line.replace(ADDRESS, maskAddress) : line;
}
