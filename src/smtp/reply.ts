import { ProtocolFault } from './fault.ts';

/** RFC 5321 §4.5.3.1.5 says 512; real relays write longer ones. Beyond this it isn't SMTP. */
const MAX_LINE = 4096;
const MAX_LINES = 200;
/** The ledger keeps replies: enough for any real one, too short to fill a disk with. */
const MAX_TEXT = 1000;

const EMPTY = Buffer.alloc(0);
const CONTROL = /[\x00-\x1f\x7f]/;
const CONTROLS = /[\x00-\x1f\x7f]+/g;

/**
 * Reads SMTP replies (RFC 5321 §4.2) from bytes in any cut: `feed` a chunk, then call `next` until
 * it is false. After `next` returned true, `code`, `text()` and `lines()` speak of that reply, up to
 * the following call of `next` or `feed`. Text is decoded only when asked for: three of four
 * replies on the hot path are needed for their code alone.
 */
export class ReplyParser {
  code = 0;
  #buffer: Buffer = EMPTY;
  #at = 0;
  #start = 0;
  #end = 0;
  #before: string[] = [];
  #whole = false;

  feed(chunk: Buffer): void {
    const rest = this.#buffer.length - this.#at;
    this.#buffer = rest === 0 ? chunk : Buffer.concat([this.#buffer.subarray(this.#at), chunk]);
    this.#at = 0;
  }

  /** Whether bytes wait that no call of `next` has consumed. */
  get pending(): boolean {
    return this.#at < this.#buffer.length;
  }

  /** Moves to the next whole reply, or returns false. Throws ProtocolFault if it isn't SMTP. */
  next(): boolean {
    if (this.#whole) {
      this.#whole = false;
      if (this.#before.length > 0) this.#before = [];
    }
    while (this.#nextLine()) {
      if (this.#whole) return true;
      this.#before.push(this.#lastLine());
      if (this.#before.length > MAX_LINES) throw new ProtocolFault('a reply without end');
    }
    return false;
  }

  /** `CODE text`, lines joined by a space, without control characters, at most 1,000 characters. */
  text(): string {
    const lines = this.#before.length === 0 ? this.#lastLine() : this.lines().join(' ');
    const text = `${this.code} ${lines}`.trimEnd();
    const clean = CONTROL.test(text) ? text.replace(CONTROLS, ' ') : text;
    return clean.length > MAX_TEXT ? clean.slice(0, MAX_TEXT).toWellFormed() : clean;
  }

  /** The text of each line, without its code. */
  lines(): string[] {
    return [...this.#before, this.#lastLine()];
  }

  #lastLine(): string {
    return this.#buffer.toString('utf8', this.#start, this.#end);
  }

  #nextLine(): boolean {
    const buffer = this.#buffer;
    const at = this.#at;
    const newline = buffer.indexOf(10, at);
    if (newline < 0) {
      if (buffer.length - at > MAX_LINE) throw new ProtocolFault('a line without end');
      return false;
    }
    const end = newline > at && buffer[newline - 1] === 13 ? newline - 1 : newline;
    this.code = readCode(buffer, at, end);
    this.#start = Math.min(at + 4, end);
    this.#end = end;
    this.#at = newline + 1;
    this.#whole = end === at + 3 || buffer[at + 3] === 32;
    return true;
  }
}

/** The code at the start of a line: `250`, `250 text` or `250-text`. */
function readCode(buffer: Buffer, at: number, end: number): number {
  const hundreds = buffer[at]! - 48;
  const tens = buffer[at + 1]! - 48;
  const ones = buffer[at + 2]! - 48;
  const separator = end === at + 3 ? 32 : buffer[at + 3];
  const right =
    end >= at + 3 &&
    hundreds >= 2 &&
    hundreds <= 5 &&
    tens >= 0 &&
    tens <= 9 &&
    ones >= 0 &&
    ones <= 9 &&
    (separator === 32 || separator === 45);
  if (!right) {
    const line = buffer.toString('latin1', at, Math.min(end, at + 60)).replace(CONTROLS, ' ');
    throw new ProtocolFault(`"${line}", which is no SMTP reply`);
  }
  return hundreds * 100 + tens * 10 + ones;
}
