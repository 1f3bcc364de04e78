import type { Socket } from 'node:net';
import type { Copy } from './smtp-ledger.ts';
import type { SinkAction, SinkScript, SinkStage } from './smtp-script.ts';

export type ConversationOptions = {
  connection: number;
  extensions: string[];
  maxSize: number;
  keep: 'none' | 'envelope' | 'full';
  script: SinkScript | undefined;
  accept(copy: Copy): void;
  /** A promise while replies to the final dot are held back, else null. */
  held(): Promise<void> | null;
};

const EMPTY = Buffer.alloc(0);
const DOT = Buffer.from('\r\n.\r\n');
const TEXTS: Record<number, string> = {
  220: '220 sink.test ESMTP ready\r\n',
  221: '221 2.0.0 bye\r\n',
  250: '250 2.0.0 ok\r\n',
  354: '354 go ahead\r\n',
  235: '235 2.7.0 welcome\r\n',
};

/** The server's side of one SMTP connection: fast when nothing is scripted, obedient when it is. */
export class Conversation {
  #socket: Socket;
  #options: ConversationOptions;
  #buffer: Buffer = EMPTY;
  #out = '';
  #inData = false;
  #bodySeen = false;
  /** An answer is under way (held, dripping) or never will be: input waits. */
  #isStopped = false;
  #message = 0;
  #mailFrom: string | null = null;
  #recipients: string[] = [];
  #queued = 0;

  constructor(socket: Socket, options: ConversationOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (chunk) => this.#onData(chunk));
    this.#answer('banner', 220);
    this.#flush();
  }

  #onData(chunk: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    this.#run();
  }

  #run(): void {
    while (!this.#isStopped && (this.#inData ? this.#readBody() : this.#readCommand()));
    this.#flush();
  }

  #flush(): void {
    if (this.#out !== '' && !this.#socket.destroyed) this.#socket.write(this.#out, 'latin1');
    this.#out = '';
  }

  #readCommand(): boolean {
    const end = this.#buffer.indexOf('\r\n');
    if (end < 0) return false;
    const line = this.#buffer.toString('utf8', 0, end);
    this.#buffer = this.#buffer.subarray(end + 2);
    this.#obey(line);
    return true;
  }

  #obey(line: string): void {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'MAIL') this.#mail(line);
    else if (verb === 'RCPT') this.#rcpt(line);
    else if (verb === 'DATA') this.#data();
    else if (verb === 'EHLO') this.#answer('ehlo', this.#greeting());
    else if (verb === 'HELO') this.#answer('ehlo', 250);
    else if (verb === 'AUTH') this.#answer('auth', 235);
    else if (verb === 'NOOP') this.#out += TEXTS[250];
    else if (verb === 'RSET') this.#reset();
    else if (verb === 'QUIT') this.#close(TEXTS[221]!);
    else this.#out += '500 5.5.2 what?\r\n';
  }

  #greeting(): string {
    const lines = ['sink.test', ...this.#options.extensions];
    return lines.map((text, at) => `250${at === lines.length - 1 ? ' ' : '-'}${text}\r\n`).join('');
  }

  #mail(line: string): void {
    if (this.#mailFrom !== null) {
      this.#out += '503 5.5.1 nested MAIL command\r\n';
      return;
    }
    const path = pathOf(line);
    this.#message += 1;
    this.#bodySeen = false;
    this.#mailFrom = path;
    const size = Number(/ SIZE=(\d+)/i.exec(line)?.[1] ?? 0);
    const isTooBig = this.#options.maxSize > 0 && size > this.#options.maxSize;
    const taken = this.#answer('mail', isTooBig ? '552 5.3.4 too big\r\n' : 250);
    if (!taken) this.#mailFrom = null;
  }

  #rcpt(line: string): void {
    if (this.#mailFrom === null) {
      this.#out += '503 5.5.1 need MAIL first\r\n';
      return;
    }
    this.#recipients.push(pathOf(line));
    if (!this.#answer('rcpt', 250)) this.#recipients.pop();
  }

  /** Like many servers it takes DATA only with a recipient; a script may say 354 all the same. */
  #data(): void {
    const code = this.#recipients.length > 0 ? 354 : '554 5.5.1 no valid recipients\r\n';
    this.#inData = this.#answer('data', code);
  }

  #reset(): void {
    this.#answer('rset', 250);
    this.#forget();
  }

  #forget(): void {
    this.#mailFrom = null;
    this.#recipients = [];
  }

  #readBody(): boolean {
    if (this.#buffer.length === 0) return false;
    if (!this.#bodySeen) {
      this.#bodySeen = true;
      if (this.#options.script !== undefined && this.#misbehave('body')) return false;
    }
    const end = this.#endOfBody();
    if (end < 0) return false;
    const body = this.#buffer.subarray(0, end);
    this.#buffer = this.#buffer.subarray(end === 0 ? 3 : end + 3);
    this.#inData = false;
    this.#onDot(body);
    return true;
  }

  /** Where the line with the final dot begins, or -1. */
  #endOfBody(): number {
    const buffer = this.#buffer;
    if (buffer[0] === 46 && buffer[1] === 13 && buffer[2] === 10) return 0;
    const at = buffer.indexOf(DOT);
    return at < 0 ? -1 : at + 2;
  }

  #onDot(body: Buffer): void {
    const held = this.#options.held();
    if (held !== null) {
      this.#flush();
      this.#isStopped = true;
      held.then(() => {
        this.#isStopped = false;
        this.#finish(body);
        this.#run();
      });
      return;
    }
    this.#finish(body);
  }

  #finish(body: Buffer): void {
    const { script } = this.#options;
    const action = script?.(this.#step('dot'));
    const usual = this.#recipients.length === 0 ? '554 5.5.1 no valid recipients\r\n' : null;
    const isRefused =
      usual !== null || (action?.reply !== undefined && codeOf(action.reply) >= 300);
    if (!isRefused && action?.lost !== true) this.#record(body);
    this.#queued += 1;
    this.#say(
      action,
      usual ?? `250 2.0.0 queued as ${this.#options.connection}-${this.#queued}\r\n`,
    );
    this.#forget();
  }

  #record(body: Buffer): void {
    const { keep, connection, accept } = this.#options;
    const messageId = keep === 'none' ? '' : messageIdOf(body);
    const raw = keep === 'full' ? unstuffed(body) : null;
    for (const rcptTo of this.#recipients) {
      accept({
        mailFrom: this.#mailFrom!,
        rcptTo,
        messageId,
        raw,
        at: performance.now(),
        connection,
      });
    }
  }

  #step(stage: SinkStage) {
    return {
      stage,
      connection: this.#options.connection,
      message: this.#message,
      mailFrom: this.#mailFrom ?? '',
      rcptTo: this.#recipients.at(-1) ?? '',
    };
  }

  /** Says the usual, or what the script wants; true if the command was granted. */
  #answer(stage: SinkStage, usual: number | string): boolean {
    const action = this.#options.script?.(this.#step(stage));
    const said = action?.reply ?? usual;
    this.#say(action, typeof usual === 'number' ? TEXTS[usual]! : usual);
    return codeOf(said) < 400;
  }

  #misbehave(stage: SinkStage): boolean {
    const action = this.#options.script?.(this.#step(stage));
    if (action === undefined) return false;
    this.#say(action, '');
    return this.#isStopped;
  }

  #say(action: SinkAction | undefined, usual: string): void {
    if (action === undefined) {
      this.#out += usual;
      return;
    }
    const text = action.reply === undefined ? usual : replyText(action.reply);
    if (action.hang) this.#isStopped = true;
    else if (action.cut !== undefined) this.#cut(action.cut);
    else if (action.close || text.startsWith('421')) this.#close(text);
    else if (action.pieceMs !== undefined) this.#drip(text, action.pieceMs);
    else this.#out += text;
    if (this.#isStopped) this.#flush();
  }

  #cut(how: 'fin' | 'reset'): void {
    this.#isStopped = true;
    if (how === 'reset') this.#socket.resetAndDestroy();
    else this.#close('');
  }

  #close(text: string): void {
    this.#isStopped = true;
    this.#out += text;
    this.#flush();
    this.#socket.end();
  }

  /** A packet per byte, in order, with the input waiting meanwhile. */
  #drip(text: string, ms: number): void {
    this.#flush();
    this.#isStopped = true;
    let at = 0;
    const next = (): void => {
      if (this.#socket.destroyed) return;
      if (at === text.length) {
        this.#isStopped = false;
        this.#run();
        return;
      }
      this.#socket.write(text[at]!, 'latin1');
      at += 1;
      if (ms === 0) setImmediate(next);
      else setTimeout(next, ms);
    };
    next();
  }
}

function pathOf(line: string): string {
  const start = line.indexOf('<');
  return line.slice(start + 1, line.lastIndexOf('>'));
}

function replyText(reply: number | string): string {
  if (typeof reply === 'string') return reply.endsWith('\r\n') ? reply : `${reply}\r\n`;
  return TEXTS[reply] ?? `${reply} ${Math.floor(reply / 100)}.0.0 scripted\r\n`;
}

function codeOf(reply: number | string): number {
  return typeof reply === 'number' ? reply : Number(reply.slice(0, 3));
}

function messageIdOf(body: Buffer): string {
  const head = body.toString('latin1', 0, Math.min(body.length, 4096));
  const headers = head.slice(0, head.indexOf('\r\n\r\n') + 2 || head.length);
  return /^message-id:\s*(\S+)/im.exec(headers)?.[1] ?? '';
}

function unstuffed(body: Buffer): Buffer {
  if (body[0] !== 46 && body.indexOf('\r\n.') < 0) return Buffer.from(body);
  return Buffer.from(body.toString('latin1').replace(/^\./gm, ''), 'latin1');
}
