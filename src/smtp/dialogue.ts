import type { Socket } from 'node:net';
import { faultOfError, LaneFault, seconds } from './fault.ts';
import { ReplyParser } from './reply.ts';
import type { Transcript } from './transcript.ts';

/** One reply, with the text of each line. */
export type Reply = { code: number; text: string; lines: string[] };

type Waiting = { resolve(reply: Reply): void; reject(fault: Error): void };

/**
 * Command and reply in turn, as a promise each: for the few steps before mail flows. `end` hands the
 * socket on, paused, so that no byte is lost between two readers.
 */
export class Dialogue {
  readonly socket: Socket;
  readonly parser = new ReplyParser();
  #relay: string;
  #signal: AbortSignal | undefined;
  #transcript: Transcript | undefined;
  #waiting: Waiting | null = null;
  #fault: LaneFault | null = null;

  constructor(socket: Socket, relay: string, signal?: AbortSignal, transcript?: Transcript) {
    this.socket = socket;
    this.#relay = relay;
    this.#signal = signal;
    this.#transcript = transcript;
    socket.on('data', this.#onData).on('error', this.#onError).on('close', this.#onClose);
    signal?.addEventListener('abort', this.#onAbort);
    if (signal?.aborted) this.#onAbort();
    socket.resume();
  }

  /**
   * Sends a line and waits `ms` for its reply; `stage` is its name in a fault. Rejects with a
   * LaneFault: timeout, loss, 421, or a relay that spoke before it was asked.
   */
  async command(line: string, stage: string, ms: number): Promise<Reply> {
    if (/[\r\n\0]/.test(line))
      throw new LaneFault('stop', `${stage} would have a line break in it`);
    const early = this.#take();
    if (early !== null) throw this.#outOfTurn(early, stage);
    if (this.#fault === null) {
      this.#transcript?.sent(stage, line);
      this.socket.write(`${line}\r\n`);
    }
    return this.reply(stage, ms);
  }

  /** Waits for a reply that no command asked for: the banner. */
  async reply(stage: string, ms: number): Promise<Reply> {
    const ready = this.#take();
    const reply = ready ?? (await this.#wait(stage, ms));
    if (reply.code === 421) {
      throw LaneFault.byReply('drop', `relay ${this.#relay} takes no mail now`, reply.text);
    }
    return reply;
  }

  /** Stops reading and leaves the socket paused. */
  end(): void {
    this.socket.pause();
    this.socket.off('data', this.#onData).off('error', this.#onError).off('close', this.#onClose);
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }

  #wait(stage: string, ms: number): Promise<Reply> {
    if (this.#fault !== null) return Promise.reject(this.#fault);
    return new Promise((resolve, reject) => {
      const what = `relay ${this.#relay} did not answer ${stage} within ${seconds(ms)}`;
      const timer = setTimeout(() => this.#fail(new LaneFault('drop', what)), ms);
      this.#waiting = {
        resolve: (reply) => {
          clearTimeout(timer);
          resolve(reply);
        },
        reject: (fault) => {
          clearTimeout(timer);
          reject(fault);
        },
      };
    });
  }

  #take(): Reply | null {
    try {
      if (!this.parser.next()) return null;
    } catch (error) {
      throw faultOfError(this.#relay, error as Error);
    }
    const { parser } = this;
    this.#transcript?.heard(parser.code, parser.lines());
    return { code: parser.code, text: parser.text(), lines: parser.lines() };
  }

  #outOfTurn(reply: Reply, stage: string): LaneFault {
    const how = reply.code === 421 ? 'takes no mail now' : `spoke before ${stage}`;
    return LaneFault.byReply('drop', `relay ${this.#relay} ${how}`, reply.text);
  }

  #fail(fault: LaneFault): void {
    this.#fault ??= fault;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.reject(this.#fault);
  }

  #onData = (chunk: Buffer): void => {
    this.parser.feed(chunk);
    if (this.#waiting === null) return;
    try {
      const reply = this.#take();
      if (reply === null) return;
      const waiting = this.#waiting;
      this.#waiting = null;
      waiting.resolve(reply);
    } catch (error) {
      this.#fail(error as LaneFault);
    }
  };

  #onError = (error: Error): void => this.#fail(faultOfError(this.#relay, error));

  #onClose = (): void =>
    this.#fail(new LaneFault('drop', `relay ${this.#relay} closed the connection`));

  #onAbort = (): void => {
    this.#fail(new LaneFault('quiet', 'stopped while connecting'));
    this.socket.destroy();
  };
}
