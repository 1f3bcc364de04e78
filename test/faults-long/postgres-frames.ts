/** Cuts a PostgreSQL byte stream into its messages (protocol 3.0: type, length, body). */
export class Frames {
  #buffer = Buffer.alloc(0);
  #first: boolean;

  /** The first message of a client has no type: it is answered with type ''. */
  constructor(side: 'client' | 'server') {
    this.#first = side === 'client';
  }

  /** The messages that are complete with this chunk. */
  feed(chunk: Buffer): { type: string; body: Buffer }[] {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    const frames: { type: string; body: Buffer }[] = [];
    for (;;) {
      const head = this.#first ? 0 : 1;
      if (this.#buffer.length < head + 4) return frames;
      const end = head + this.#buffer.readInt32BE(head);
      if (this.#buffer.length < end) return frames;
      const type = this.#buffer.toString('latin1', 0, head);
      frames.push({ type, body: this.#buffer.subarray(head + 4, end) });
      this.#buffer = this.#buffer.subarray(end);
      this.#first = false;
    }
  }
}

/** Hears which statement a client runs, whether its text comes now or was prepared before. */
export class Statements {
  readonly #frames = new Frames('client');
  readonly #prepared = new Map<string, string>();

  /** The texts of the statements that begin to run with this chunk. */
  feed(chunk: Buffer): string[] {
    const texts: string[] = [];
    for (const { type, body } of this.#frames.feed(chunk)) {
      const [first = '', second = ''] = body.toString('utf8').split('\0', 2);
      if (type === 'Q') texts.push(first);
      else if (type === 'P') this.#prepared.set(first, second);
      else if (type === 'B') texts.push(this.#prepared.get(second) ?? '');
    }
    return texts;
  }
}
