import type { Envelope } from './envelope.ts';
import type { Outcome } from './outcome.ts';

/**
 * Where a pool's mail comes from. Neither function may throw or wait.
 *
 * - `next` is called at the moment its message is written, so a message can be cancelled until then.
 *   Undefined: nothing now; call `wake` when there is more. At most two messages per connection are
 *   out at a time, and the second one's body is still unwritten.
 * - `settle` is called exactly once for each message that `next` gave.
 */
export type Source<E extends Envelope> = {
  next(): E | undefined;
  settle(envelope: E, outcome: Outcome): void;
};
