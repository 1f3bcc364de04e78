import type { FileHead } from './file-head.ts';
import type { ImportQuery } from './import-type.ts';

/** A file as it was sent, and with what. */
export type SentImport = {
  file: File;
  head: Pick<FileHead, 'format' | 'isGzip'>;
  query: ImportQuery;
};

// As long as this tab is open: what was tried can then be imported without choosing it again.
const kept = new Map<string, SentImport>();

export function keepFile(importId: string, sent: SentImport): void {
  kept.set(importId, sent);
}

export function keptFile(importId: string): SentImport | undefined {
  return kept.get(importId);
}
