import { enhancedStatus, type Outcome } from './outcome.ts';

/** The relay said something that isn't SMTP; `message` says what. */
export class ProtocolFault extends Error {
  override readonly name = 'ProtocolFault';
}

/**
 * Why a connection can't be used or has ended, in words that a user understands.
 *
 * - `drop`: it broke (lost, timed out, or 421); another connection may work at once.
 * - `stop`: the relay doesn't want us now (AUTH refused, TLS not trusted, rate limit): the lane rests.
 * - `quiet`: it ended while nothing was in flight, or because we wanted so: nobody is to blame.
 */
export class LaneFault extends Error {
  override readonly name = 'LaneFault';
  readonly kind: 'drop' | 'stop' | 'quiet';
  readonly code: number | null;
  readonly enhanced: string | null;

  constructor(kind: 'drop' | 'stop' | 'quiet', reason: string, code: number | null = null) {
    super(reason);
    this.kind = kind;
    this.code = code;
    this.enhanced = null;
  }

  /** A fault that is a reply of the relay: its text stands at the end of the reason. */
  static byReply(kind: 'drop' | 'stop' | 'quiet', reason: string, reply: string): LaneFault {
    const fault = new LaneFault(kind, `${reason}: ${reply}`, Number(reply.slice(0, 3)));
    return Object.assign(fault, { enhanced: enhancedStatus(reply) });
  }
}

/** The outcome of a message that this fault kept from being sent. */
export function outcomeOfFault({ code, enhanced, message }: LaneFault): Outcome {
  return { kind: 'later', scope: 'lane', code, enhanced, reply: message };
}

/** The outcome of the message that was talked about when this fault ended the connection. */
export function outcomeAtFault(fault: LaneFault): Outcome {
  const { kind, code, enhanced, message } = fault;
  const scope = kind === 'drop' || code === 421 ? 'suspect' : 'lane';
  return { kind: 'later', scope, code, enhanced, reply: message };
}

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'cut the connection',
  EPIPE: 'cut the connection',
  ENOTFOUND: 'cannot be found: no such host name',
  EAI_AGAIN: 'cannot be looked up: DNS does not answer',
  ETIMEDOUT: 'did not answer',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached: no route to its network',
  EPRIVATEHOST: 'is not on a public host, and this instance connects to no other',
};

/** The fault behind an error of the operating system, DNS or TLS, while talking to `relay`. */
export function faultOfError(relay: string, error: Error): LaneFault {
  if (error instanceof LaneFault) return error;
  if (error instanceof ProtocolFault) {
    return new LaneFault('drop', `relay ${relay} sent ${error.message}`);
  }
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) return new LaneFault('drop', `relay ${relay}: ${error.message}`);
  return new LaneFault(
    'drop',
    `relay ${relay} ${WORDS[code] ?? `failed: ${error.message}`} (${code})`,
  );
}

/** `0.3 s`, `300 s`. */
export function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
