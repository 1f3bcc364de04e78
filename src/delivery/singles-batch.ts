import type { ComposedMessage } from '../campaigns/message-program.ts';
import type { ComposableEmail, EmailProgram } from '../emails/email-program.ts';
import type { HeldSingle } from '../messages/single.ts';
import { Batch } from './batch.ts';

/** An email with all that composing it needs; without a program it says why there is none. */
export type ReadyEmail = { size: number } & (
  | { email: ComposableEmail; program: EmailProgram }
  | { email: null; fault: string }
);

/** A claim of singles in a worker's hands, with their content. */
export class SinglesBatch extends Batch<HeldSingle, null> {
  readonly #ready: ReadonlyMap<number, ReadyEmail>;
  /** Octets of content that are held until the last result is recorded. */
  readonly size: number;

  constructor(
    claim: { tenantId: string; token: string; retryWindow: number },
    messages: HeldSingle[],
    ready: ReadonlyMap<number, ReadyEmail>,
  ) {
    super({ ...claim, campaignId: null }, messages);
    this.#ready = ready;
    this.size = [...ready.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Throws with a reason when this email can't be composed. */
  compose({ id }: { id: number }, date: Date): ComposedMessage {
    const ready = this.#ready.get(id);
    if (!ready) throw new Error('its content is gone');
    if (ready.email === null) throw new Error(ready.fault);
    return ready.program.compose(ready.email, date);
  }
}
