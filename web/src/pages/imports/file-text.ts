import type { ImportQuery } from './import-type.ts';

type Encoding = NonNullable<ImportQuery['encoding']>;

/** Octets of a file that are looked at before it goes out. */
const HEAD = 65_536;
const GZIP = [0x1f, 0x8b];

export type FileText = { text: string; isGzip: boolean; isWhole: boolean; encoding: Encoding };

/** The beginning of a file as text; the server finds out its encoding in the same way. */
export async function readText(file: File, wanted: Encoding): Promise<FileText> {
  const isGzip = await beginsWith(file, GZIP);
  const source = isGzip
    ? file.stream().pipeThrough(new DecompressionStream('gzip'))
    : file.stream();
  const { bytes, isWhole } = await takeBytes(source);
  const encoding = wanted === 'auto' ? encodingOf(bytes) : wanted;
  // A character that is cut at the end is left.
  const text = new TextDecoder(encoding).decode(bytes, { stream: true });
  return { text, isGzip, isWhole, encoding };
}

async function beginsWith(file: File, octets: number[]): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, octets.length).arrayBuffer());
  return octets.every((octet, i) => head[i] === octet);
}

async function takeBytes(source: ReadableStream<Uint8Array>) {
  const reader = source.getReader();
  const bytes = new Uint8Array(HEAD);
  let length = 0;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return { bytes: bytes.subarray(0, length), isWhole: true };
    const part = value.subarray(0, HEAD - length);
    bytes.set(part, length);
    length += part.length;
    if (part.length < value.length || length === HEAD) {
      await reader.cancel();
      return { bytes, isWhole: false };
    }
  }
}

function encodingOf(bytes: Uint8Array): Encoding {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (const [at, octet] of bytes.subarray(0, 1_024).entries())
    if (octet === 0) zeros[at % 2]! += 1;
  if (zeros[1]! > 32 && zeros[0]! < zeros[1]! / 4) return 'utf-16le';
  if (zeros[0]! > 32 && zeros[1]! < zeros[0]! / 4) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}
