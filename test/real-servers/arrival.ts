import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One message as a server keeps it after it said 250 to the final dot. */
export type Arrival = {
  sender: string;
  recipients: string[];
  /** LF line ends; the server's own headers first, dot-stuffing undone. */
  raw: Buffer;
};

/** All files below a directory; none if it isn't there yet. */
export async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
}

/** Reads each file with `read`, a few at a time. */
export async function readEach<T>(
  files: string[],
  read: (file: string, bytes: Buffer) => T,
): Promise<T[]> {
  const results: T[] = [];
  for (let from = 0; from < files.length; from += 100) {
    const some = files.slice(from, from + 100);
    results.push(
      ...(await Promise.all(some.map(async (file) => read(file, await readFile(file))))),
    );
  }
  return results;
}
