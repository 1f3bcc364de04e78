import type { Result } from '../messages/record.ts';
import type { Outcome } from '../smtp/outcome.ts';

/** Seconds until the next attempt after the first, second, third deferral; then always the last (P36). */
const DELAYS = [60, 300, 1_800];
/** Connections that must have ended at a message before it is deferred for it. */
const SUSPECT_ATTEMPTS = 3;
/** Longer than any pause of a lane, so that others go first when it is over. */
const ASIDE_SECONDS = 900;
/** Replies can be long; the ledger keeps what a person reads. */
const MAX_REASON = 500;

/** No mailbox, no host, wrong syntax, moved away, no mail accepted (RFC 3463, RFC 7505), disabled. */
const DEAD_ADDRESS = new Set(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1']);

export type Attempt = {
  id: number;
  address: string;
  /** Attempts so far, this one included. */
  attempts: number;
  doubted: boolean;
  /** Seconds since the message was queued first. */
  age: number;
  /** Seconds after which a deferred message is given up. */
  retryWindow: number;
};

/**
 * The one place that decides what follows from an SMTP outcome. `random` in [0, 1) spreads retries,
 * so that what was deferred together doesn't come back together.
 */
export function judge(attempt: Attempt, outcome: Outcome, random: number): Result {
  const reason = cut(outcome.reply);
  const { id } = attempt;
  const result: Result = {
    id,
    status: 'SENT',
    reason,
    delay: null,
    doubted: false,
    unspent: false,
    deadAddress: null,
  };
  switch (outcome.kind) {
    case 'accepted':
      return result;
    case 'refused':
      return { ...result, status: 'FAILED', deadAddress: isDead(outcome) ? attempt.address : null };
    case 'unknown':
      return { ...result, status: attempt.doubted ? 'UNKNOWN' : 'QUEUED', doubted: true };
    case 'later':
      if (outcome.scope === 'lane') return { ...result, status: 'QUEUED', unspent: true };
      if (outcome.scope === 'aside') {
        return { ...result, status: 'DEFERRED', delay: ASIDE_SECONDS, unspent: true };
      }
      if (outcome.scope === 'suspect') return { ...result, ...suspected(attempt, random) };
      if (attempt.age > attempt.retryWindow) return { ...result, status: 'FAILED' };
      return { ...result, status: 'DEFERRED', delay: retryDelay(attempt.attempts, random) };
  }
}

/**
 * What follows when the connection ended at this message though the relay took others: at once again,
 * for it may have been an accident; from the third time on deferred like after a 4xx (decision 0011).
 * The ledger's attempts are the count, so that it holds over workers.
 */
function suspected(
  { attempts, age, retryWindow }: Attempt,
  random: number,
): Pick<Result, 'status' | 'delay'> {
  if (attempts < SUSPECT_ATTEMPTS) return { status: 'QUEUED', delay: null };
  if (age > retryWindow) return { status: 'FAILED', delay: null };
  const delay = retryDelay(attempts - SUSPECT_ATTEMPTS + 1, random);
  return { status: 'DEFERRED', delay };
}

/**
 * Whether nobody has this address: only by the enhanced statuses that say so. A full mailbox
 * (5.2.2), a policy (5.7.x) or a bare 550 is no dead address (P36; lessons §1, RFC 3463).
 */
function isDead({ enhanced }: { enhanced: string | null }): boolean {
  return enhanced !== null && DEAD_ADDRESS.has(enhanced);
}

/** Seconds until the next attempt: 1, 5, 30, 30 … minutes, each with ±20 % jitter. */
export function retryDelay(attempts: number, random: number): number {
  const delay = DELAYS[Math.min(attempts, DELAYS.length) - 1] ?? DELAYS[0]!;
  return delay * (0.8 + 0.4 * random);
}

function cut(reply: string): string {
  const text = reply.replaceAll('\0', '').toWellFormed();
  return text.length > MAX_REASON ? `${text.slice(0, MAX_REASON - 1)}…` : text;
}
