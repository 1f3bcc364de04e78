import type { Clock } from '../lib/clock.ts';
import { Awaited } from './awaited.ts';
import { type Commands, commandsFor, type Envelope } from './envelope.ts';
import { faultOfError, LaneFault, outcomeAtFault, outcomeOfFault, seconds } from './fault.ts';
import type { Connection } from './handshake.ts';
import { enhancedStatus, judgeRefusal, type Outcome } from './outcome.ts';
import { NAME_OF, type Stage } from './stage.ts';
import type { Timeouts } from './timeouts.ts';
import { BLOCK_BYTES, Wire } from './wire.ts';

/** What a session asks of, and tells to, the pool that owns it. */
export type SessionOwner<E extends Envelope> = {
  /** The next message for this session, called at the moment it will be written. */
  pull(session: Session<E>): E | undefined;
  /** Whether a pulled message isn't wanted any more; asked right before its body would be written. */
  revoked(envelope: E): boolean;
  /** Exactly once for each pulled message. `answered`: by the relay, so the connection works. */
  settle(envelope: E, outcome: Outcome, answered: boolean): void;
  /** Nothing to do: until `resume` or `retire` is called. */
  idle(session: Session<E>): void;
  /** The end, exactly once; null after a QUIT of ours. */
  ended(session: Session<E>, fault: LaneFault | null): void;
};

type Ready = Extract<Commands, { refusal: null }>;
type Due = 'nothing' | 'next' | 'rcpt' | 'data' | 'body' | 'lone-dot';

/** Replies to MAIL that speak of us, not of the message: they want (other) AUTH or TLS (RFC 4954 §6). */
const WANTS_AUTH = new Set([530, 534, 535, 538]);
/** 503 to MAIL: the relay still sees another transaction. A new connection has none. */
const BAD_SEQUENCE = 503;
/**
 * 452 to MAIL where mail was accepted before: the relay takes only so many messages on a connection
 * (OpenSMTPD: 100 unless told otherwise) and would say it to each one that follows.
 */
const FULL = 452;

/**
 * Mail over one open connection. Replies are matched to `#awaited` in order (RFC 2920 §3.1), so it
 * is all the same how they are cut into packets. At most two messages are held: `#sent`, whose body
 * is being written or waits for the reply to its final dot, and `#riding`, whose MAIL RCPT DATA was
 * written but whose body was not. Writes happen only when all that the relay said is read (`#due`):
 * a relay that answers before it was asked is found out before it could be believed.
 */
export class Session<E extends Envelope> {
  /** Monotonic ms. */
  readonly openedAt: number;
  /** Messages begun on this connection. */
  begun = 0;
  /** Monotonic ms since when it is idle; meaningless while busy. */
  idleSince = 0;
  #connection: Connection;
  #owner: SessionOwner<E>;
  #clock: Clock;
  #wire: Wire;
  #awaited: Awaited;
  #due: Due = 'next';
  #sent: E | null = null;
  #dotWritten = false;
  #riding: E | null = null;
  #commands: Ready | null = null;
  /** What became of the riding (or of the half-written) message, known before its conversation ends. */
  #verdict: Outcome | null = null;
  /** A transaction that never came to DATA is still open at the relay; RSET must come before MAIL. */
  #open = false;
  /** The relay has accepted a message on this connection. */
  #hasAccepted = false;
  #isIdle = false;
  #retiring = false;
  #over = false;

  constructor(connection: Connection, owner: SessionOwner<E>, timeouts: Timeouts, clock: Clock) {
    this.#connection = connection;
    this.#owner = owner;
    this.#awaited = new Awaited(timeouts, clock);
    this.#clock = clock;
    this.openedAt = clock.monotonic();
    this.#wire = new Wire(connection.socket);
  }

  /** Whether a message of its own would have to wait behind another's body. */
  get isSending(): boolean {
    return this.#sent !== null;
  }

  /** Takes over the socket and begins to pull. */
  start(): void {
    const { socket } = this.#connection;
    socket.on('data', this.#onData);
    socket.on('end', () => this.#end(this.#lost()));
    socket.on('error', (error) => this.#end(this.#broken(error)));
    socket.on('close', () => this.#end(this.#lost()));
    socket.resume();
    if (socket.destroyed) {
      this.#end(this.#lost());
      return;
    }
    this.#read();
    if (!this.#over) this.#act();
  }

  /** Pulls again after `idle`. */
  resume(): void {
    this.#isIdle = false;
    this.#due = 'next';
    this.#act();
  }

  /** Finishes what it holds, then says QUIT. */
  retire(): void {
    this.#retiring = true;
    if (this.#isIdle) this.#quit();
  }

  /** Cuts the connection now; what it holds is settled. */
  cut(reason: string): void {
    this.#end(new LaneFault('quiet', reason));
  }

  /** Ends the session if the reply that it waits for is overdue at `now`. */
  checkDeadline(now: number): void {
    if (!this.#awaited.isOverdue(now)) return;
    const stage = this.#awaited.first;
    if (stage === undefined || stage === 'QUIT') {
      this.#end(null);
      return;
    }
    const ms = this.#awaited.timeout(stage);
    const what = stage === 'block' ? 'did not take' : 'did not answer';
    const { relay } = this.#connection;
    this.#end(
      new LaneFault('drop', `relay ${relay} ${what} ${NAME_OF[stage]} within ${seconds(ms)}`),
    );
  }

  #isBusy(): boolean {
    return this.#sent !== null || this.#riding !== null || !this.#awaited.isEmpty;
  }

  #onData = (chunk: Buffer): void => {
    if (this.#over) return;
    this.#connection.parser.feed(chunk);
    // A part of a reply moves no deadline: one byte a second is no answer (P35).
    if (this.#read()) this.#act();
  };

  /** Takes in every whole reply; true if there was one and the session goes on. */
  #read(): boolean {
    const { parser } = this.#connection;
    let moved = false;
    while (this.#nextReply()) {
      moved = true;
      this.#onReply(parser.code);
      if (this.#over) return false;
    }
    return moved;
  }

  #nextReply(): boolean {
    try {
      return this.#connection.parser.next();
    } catch (error) {
      this.#end(this.#broken(error as Error));
      return false;
    }
  }

  #onReply(code: number): void {
    const stage = this.#awaited.first;
    if (stage === undefined || stage === 'block') {
      this.#onEarlyReply(code);
      return;
    }
    this.#awaited.shift();
    if (code === 421 && stage !== 'QUIT') {
      this.#onGoodbye(stage);
      return;
    }
    if (stage === 'MAIL') this.#onMail(code);
    else if (stage === 'RCPT') this.#onRcpt(code);
    else if (stage === 'DATA') this.#onDataReply(code);
    else if (stage === 'dot') this.#onDot(code);
    else if (stage === 'QUIT') this.#end(null);
    else this.#onCleared(stage, code);
  }

  /** The relay has forgotten a transaction that came to nothing. */
  #onCleared(stage: 'RSET' | 'lone-dot', code: number): void {
    if (stage === 'RSET' && code >= 300) {
      const fault = this.#faultByReply('drop', 'refused RSET');
      this.#acquitRiding(fault);
      this.#end(fault);
    } else if (this.#awaited.isEmpty) this.#due = 'next';
  }

  #onMail(code: number): void {
    if (code === BAD_SEQUENCE || WANTS_AUTH.has(code)) {
      const kind = code === BAD_SEQUENCE ? 'drop' : 'stop';
      this.#end(this.#faultByReply(kind, 'does not let us send'));
      return;
    }
    if (code === FULL && this.#hasAccepted) {
      this.#end(this.#faultByReply('quiet', 'takes no more messages on one connection'));
      return;
    }
    this.#judge(code);
    this.#goOn('rcpt');
  }

  #onRcpt(code: number): void {
    // MAIL was taken, or RCPT would have no meaning; DATA or RSET closes this transaction.
    this.#open = true;
    this.#judge(code);
    this.#goOn('data');
  }

  #onDataReply(code: number): void {
    if (code === 354) {
      // RFC 2920 §3.1: DATA was taken although nobody will get it; it must be ended all the same.
      this.#due = this.#verdict === null ? 'body' : 'lone-dot';
      if (this.#verdict !== null) this.#settleRiding();
      return;
    }
    if (code < 400) {
      this.#end(this.#faultByReply('drop', 'answered out of order'));
      return;
    }
    this.#judge(code);
    this.#settleRiding();
    this.#due = 'next';
  }

  #onDot(code: number): void {
    const text = this.#connection.parser.text();
    if (code >= 300 && code < 400) {
      this.#end(this.#faultByReply('drop', 'answered out of order'));
      return;
    }
    const sent = this.#sent!;
    this.#sent = null;
    this.#dotWritten = false;
    if (this.#awaited.isEmpty) this.#due = 'next';
    if (code < 300) this.#hasAccepted = true;
    const outcome: Outcome =
      code < 300 ? { kind: 'accepted', reply: text } : judgeRefusal(code, text);
    this.#owner.settle(sent, outcome, true);
  }

  /** Keeps the first refusal as the verdict: what follows is only its consequence. */
  #judge(code: number): void {
    if (code >= 400) this.#verdict ??= judgeRefusal(code, this.#connection.parser.text());
    else if (code >= 300) this.#end(this.#faultByReply('drop', 'answered out of order'));
  }

  /** One command at a time: the next one, or after a refusal the next message. */
  #goOn(due: 'rcpt' | 'data'): void {
    if (this.#isPipelined() || this.#over) return;
    this.#due = this.#verdict === null ? due : 'next';
    if (this.#verdict !== null) this.#settleRiding();
  }

  /** 421: the relay closes the connection, whatever it answers with it (RFC 5321 §3.8). */
  #onGoodbye(stage: Stage): void {
    const fault = this.#faultByReply(this.#isLimit() ? 'stop' : 'drop', 'takes no more mail now');
    if (stage === 'dot') {
      const sent = this.#sent!;
      this.#sent = null;
      // The reply to the dot is here: it was not accepted, so nothing is unknown about it.
      this.#owner.settle(sent, judgeRefusal(421, this.#connection.parser.text()), false);
      this.#acquitRiding(fault);
    }
    // Many relays say it to whatever comes next when they have taken so many on one connection.
    const isFull = stage === 'MAIL' && this.#hasAccepted;
    if (isFull || stage === 'RSET' || stage === 'lone-dot') this.#acquitRiding(fault);
    this.#end(fault);
  }

  /** Nothing was asked: a goodbye while idle, or a verdict on a message before it was written whole. */
  #onEarlyReply(code: number): void {
    if (!this.#isBusy()) {
      this.#end(this.#faultByReply('quiet', 'ended the connection'));
      return;
    }
    if (code >= 400 && code !== 421) {
      this.#verdict = judgeRefusal(code, this.#connection.parser.text());
    }
    const how = code === 421 ? 'takes no more mail now' : 'answered before it had the message';
    const kind = code === 421 && this.#isLimit() ? 'stop' : 'drop';
    this.#end(this.#faultByReply(kind, how));
  }

  /** 421 4.7.x is a rate or policy limit (Gmail's 4.7.28): another connection would meet it too. */
  #isLimit(): boolean {
    return enhancedStatus(this.#connection.parser.text())?.startsWith('4.7.') === true;
  }

  #act(): void {
    const due = this.#due;
    this.#due = 'nothing';
    if (due === 'next') this.#sendNext();
    else if (due === 'body') this.#sendBody();
    else if (due === 'rcpt') this.#sendRcpt();
    else if (due === 'data') this.#sendData();
    else if (due === 'lone-dot') this.#sendLoneDot();
    this.#awaited.arm();
  }

  #sendNext(): void {
    if (!this.#awaited.isEmpty) return;
    if (this.#open && !this.#isPipelined()) {
      this.#open = false;
      this.#awaited.push('RSET');
      this.#wire.command('RSET\r\n', false);
      return;
    }
    const text = this.#board();
    if (text !== '') {
      this.#wire.command(text, this.#commands!.utf8);
      return;
    }
    if (this.#over) return;
    if (this.#retiring) {
      this.#quit();
      return;
    }
    this.#isIdle = true;
    this.idleSince = this.#clock.monotonic();
    this.#owner.idle(this);
  }

  /** Pulls the next message and returns its commands; '' if there is none. */
  #board(): string {
    const envelope = this.#pull();
    if (envelope === undefined) return '';
    this.#riding = envelope;
    this.#verdict = null;
    this.begun += 1;
    const { mail, rcpt } = this.#commands!;
    if (!this.#isPipelined()) {
      this.#awaited.push('MAIL');
      return mail;
    }
    const reset = this.#open ? 'RSET\r\n' : '';
    if (this.#open) this.#awaited.push('RSET');
    this.#open = false;
    this.#awaited.push('MAIL');
    this.#awaited.push('RCPT');
    this.#awaited.push('DATA');
    return `${reset}${mail}${rcpt}DATA\r\n`;
  }

  /** Settles at once what this relay can never take, and returns the first message that it can. */
  #pull(): E | undefined {
    while (!this.#retiring && !this.#over) {
      const envelope = this.#owner.pull(this);
      if (envelope === undefined) return undefined;
      if (this.#over) {
        this.#owner.settle(envelope, outcomeOfFault(this.#lost()), false);
        return undefined;
      }
      const commands = commandsFor(envelope, this.#connection.features);
      if (commands.refusal === null) {
        this.#commands = commands;
        return envelope;
      }
      this.#owner.settle(envelope, commands.refusal, false);
    }
    return undefined;
  }

  #sendRcpt(): void {
    this.#awaited.push('RCPT');
    this.#wire.command(this.#commands!.rcpt, this.#commands!.utf8);
  }

  #sendData(): void {
    this.#awaited.push('DATA');
    this.#wire.command('DATA\r\n', false);
  }

  #sendBody(): void {
    if (this.#owner.revoked(this.#riding!)) {
      this.#end(new LaneFault('quiet', 'called back before its body was written'));
      return;
    }
    this.#sent = this.#riding;
    this.#riding = null;
    this.#open = false;
    if (this.#sent!.body.length <= BLOCK_BYTES) this.#sendRest(0);
    else this.#sendBlock(0);
  }

  /** The end of a body, its final dot, and the next envelope riding behind it: one write. */
  #sendRest(from: number): void {
    const { body } = this.#sent!;
    this.#awaited.push('dot');
    const riding = this.#isPipelined() ? this.#board() : '';
    if (this.#over) return;
    this.#dotWritten = true;
    this.#wire.rest(body, from, `.\r\n${riding}`, riding !== '' && this.#commands!.utf8);
  }

  /** Each block has its own time: a relay that stops reading is found out before the final dot. */
  #sendBlock(from: number): void {
    this.#awaited.push('block');
    this.#awaited.arm();
    this.#wire.block(this.#sent!.body, from, () => this.#onBlockTaken(from + BLOCK_BYTES));
  }

  #onBlockTaken(from: number): void {
    if (this.#over) return;
    this.#awaited.shift();
    if (this.#sent!.body.length - from > BLOCK_BYTES) this.#sendBlock(from);
    else this.#sendRest(from);
    this.#awaited.arm();
  }

  #sendLoneDot(): void {
    this.#awaited.push('lone-dot');
    // RFC 5321 §4.1.1.4 clears the transaction at the dot; a RSET makes sure of it.
    this.#open = true;
    const riding = this.#isPipelined() ? this.#board() : '';
    this.#wire.command(`.\r\n${riding}`, riding !== '' && this.#commands!.utf8);
  }

  #settleRiding(): void {
    const riding = this.#riding!;
    this.#riding = null;
    this.#owner.settle(riding, this.#verdict!, true);
  }

  /** The connection ends, and not because of the message whose envelope was written. */
  #acquitRiding(fault: LaneFault): void {
    const riding = this.#riding;
    if (riding === null) return;
    this.#riding = null;
    this.#owner.settle(riding, this.#verdict ?? outcomeOfFault(fault), false);
  }

  #quit(): void {
    if (this.#over || this.#awaited.first === 'QUIT') return;
    this.#awaited.push('QUIT');
    this.#wire.command('QUIT\r\n', false);
    this.#awaited.arm();
  }

  #isPipelined(): boolean {
    return this.#connection.features.pipelining;
  }

  #lost(): LaneFault {
    const { relay } = this.#connection;
    return new LaneFault(this.#isBusy() ? 'drop' : 'quiet', `relay ${relay} closed the connection`);
  }

  #broken(error: Error): LaneFault {
    const fault = faultOfError(this.#connection.relay, error);
    return this.#isBusy() ? fault : new LaneFault('quiet', fault.message);
  }

  #faultByReply(kind: LaneFault['kind'], how: string): LaneFault {
    const { relay, parser } = this.#connection;
    return LaneFault.byReply(kind, `relay ${relay} ${how}`, parser.text());
  }

  /** The only way out: settles what is held, closes the socket, tells the owner. */
  #end(fault: LaneFault | null): void {
    if (this.#over) return;
    this.#over = true;
    const { first } = this.#awaited;
    this.#connection.socket.destroy();
    if (fault !== null) this.#settleHeld(fault, first);
    this.#owner.ended(this, first === 'QUIT' ? null : fault);
  }

  /** Only the message that was talked about can be the reason; what rides behind it is innocent. */
  #settleHeld(fault: LaneFault, stage: Stage | undefined): void {
    const sent = this.#sent;
    if (sent !== null) {
      const unknown: Outcome = { kind: 'unknown', reply: fault.message };
      const early = this.#riding === null ? this.#verdict : null;
      this.#owner.settle(
        sent,
        this.#dotWritten ? unknown : (early ?? outcomeAtFault(fault)),
        false,
      );
    }
    if (sent !== null || stage === 'RSET' || stage === 'lone-dot') this.#acquitRiding(fault);
    if (this.#riding === null) return;
    this.#owner.settle(this.#riding, this.#verdict ?? outcomeAtFault(fault), false);
  }
}
