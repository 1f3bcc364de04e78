import type { Envelope } from './envelope.ts';
import type { Outcome } from './outcome.ts';

/**
 * Where a pool's mail comes from. No function may throw or wait.
 *
 * - `next` is called at the moment its message is written, so a message can be cancelled until then.
 *   Undefined: nothing now; call `wake` when there is more. At most two messages per connection are
 *   out at a time, and the second one's body is still unwritten.
 * - `revoked` is asked right before a body is written, after the relay's 354. True: it is not wanted
 *   any more. The connection is closed instead, for SMTP has no other way back from DATA, and without
 *   a final dot nothing is sent (RFC 5321 §4.1.1.4). It is settled as `later`, scope `lane`.
 * - `settle` is called exactly once for each message that `next` gave.
 */
export type Source<E extends Envelope> = {
  next(): E | undefined;
  revoked?(envelope: E): boolean;
  settle(envelope: E, outcome: Outcome): void;
};
