import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The server's open log, and what was added to it since it was opened (at most 64 KB of it). */
export type ServerLog = { file: FileHandle; added(): Promise<string> };

const LOG_LIMIT = 10 * 1024 * 1024;
const READ_LIMIT = 64 * 1024;

/** DATA_DIR/postgres.log, begun anew above 10 MB (the one before is kept as postgres.log.1). */
export async function openLog(dataDir: string): Promise<ServerLog> {
  const path = join(dataDir, 'postgres.log');
  const old = await stat(path).catch(() => undefined);
  if (old !== undefined && old.size > LOG_LIMIT) await rename(path, `${path}.1`);
  const file = await open(path, 'a+', 0o600);
  const { size } = await file.stat();
  const added = async () => {
    const length = Math.min((await file.stat()).size - size, READ_LIMIT);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size);
    return buffer.toString('utf8', 0, bytesRead);
  };
  return { file, added };
}
