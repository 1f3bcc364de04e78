import type { Outcome } from './outcome.ts';

/** Ends in a row at one message, without any mail taken in between, after which others go first. */
const PATIENCE = 3;

/**
 * Whom to blame when a connection ends at a message, over all connections to one relay. A message
 * counts as a suspect only if the relay has taken another one since the last suspect. So a relay that
 * is down for everyone never makes a suspect (P38), and one that falls over makes one, not one per
 * connection. Without that proof the lane is to blame; but a message at which it went down again and
 * again steps aside, or, being the oldest in the queue, it would be first after each pause, for ever.
 */
export class Blame {
  #hasAccepted = false;
  #last = '';
  #times = 0;

  /** The relay has taken a message. */
  accepted(): void {
    this.#hasAccepted = true;
  }

  /** Corrects the scope of a `suspect`; `rcptTo` is what knows a message again after a requeue. */
  judge(rcptTo: string, outcome: Extract<Outcome, { kind: 'later' }>): Outcome {
    if (this.#hasAccepted) {
      this.#hasAccepted = false;
      this.#times = 0;
      return outcome;
    }
    this.#times = rcptTo === this.#last ? this.#times + 1 : 1;
    this.#last = rcptTo;
    return { ...outcome, scope: this.#times > PATIENCE ? 'aside' : 'lane' };
  }
}
