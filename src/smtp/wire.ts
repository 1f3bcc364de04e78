import type { Socket } from 'node:net';

/** Larger bodies go out block by block, so that we know whether the final dot was ever written. */
export const BLOCK_BYTES = 64 * 1024;

const FIRST_SCRATCH = 16 * 1024;

/**
 * The write side of one connection. A message and what rides behind it are copied into one scratch
 * buffer and leave in one write: copying 10 kB costs about 0.1 µs of the 11 µs of a message, and TLS
 * gets whole records. The scratch is free again when the socket has taken it all.
 */
export class Wire {
  #socket: Socket;
  #scratch = Buffer.allocUnsafeSlow(FIRST_SCRATCH);

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Commands alone. `utf8` when one of them may hold more than ASCII. */
  command(text: string, utf8: boolean): void {
    this.#socket.write(text, utf8 ? 'utf8' : 'latin1');
  }

  /** The rest of a body from `from` (at most BLOCK_BYTES), then `tail`. */
  rest(body: Buffer, from: number, tail: string, utf8: boolean): void {
    const bodyBytes = body.length - from;
    const room = bodyBytes + tail.length * (utf8 ? 3 : 1);
    const buffer = this.#free(room);
    body.copy(buffer, 0, from);
    const tailBytes = buffer.write(tail, bodyBytes, utf8 ? 'utf8' : 'latin1');
    this.#socket.write(buffer.subarray(0, bodyBytes + tailBytes));
  }

  /** One block of a large body; `taken` is called when the system has taken it. */
  block(body: Buffer, from: number, taken: () => void): void {
    this.#socket.write(body.subarray(from, from + BLOCK_BYTES), taken);
  }

  #free(room: number): Buffer {
    if (this.#socket.writableLength > 0) return Buffer.allocUnsafe(room);
    if (room > this.#scratch.length) this.#scratch = Buffer.allocUnsafeSlow(room * 2);
    return this.#scratch;
  }
}
