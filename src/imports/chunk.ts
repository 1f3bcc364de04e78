import { promisify } from 'node:util';
import { constants, deflateRaw, inflateRaw } from 'node:zlib';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Characters of a chunk: some 2,500 rows, a few tens of kB in the database. */
export const CHUNK_LENGTH = 262_144;

/** A chunk as it is kept: at the quickest level, which takes a file of contacts to about a third. */
export function packChunk(text: string): Promise<Buffer> {
  return deflate(Buffer.from(text), { level: constants.Z_BEST_SPEED });
}

export async function unpackChunk(bytes: Buffer): Promise<string> {
  return (await inflate(bytes)).toString();
}
