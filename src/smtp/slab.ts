/**
 * Big enough for some twenty messages: the allocation and the garbage collector's work are shared
 * between them. Small enough that one message kept for long (a slow server) holds back little.
 */
const SLAB_BYTES = 256 * 1024;

let slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
let used = 0;

/**
 * Writes octets, given as a latin1 string, into memory that nobody writes again, and returns just
 * that piece.
 */
export function writeOctets(octets: string): Buffer {
  if (octets.length > SLAB_BYTES / 4) return Buffer.from(octets, 'latin1');
  if (used + octets.length > slab.length) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    used = 0;
  }
  const start = used;
  used += slab.write(octets, start, 'latin1');
  return slab.subarray(start, used);
}
