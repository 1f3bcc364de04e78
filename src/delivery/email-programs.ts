import type { Sender } from '../campaigns/message-program.ts';
import { compileEmail, type EmailProgram } from '../emails/email-program.ts';
import type { EmailToSend, Source } from '../emails/load-emails.ts';

/** A compiled program takes about three times its source. */
const MOST_LENGTH = 8_000_000;

type Entry = { program: EmailProgram; length: number };

/**
 * Compiled emails by their content and sender, so that content which comes again (a template version, a
 * batch, the same text in each request) is compiled once. The oldest go when there is too much.
 */
export class EmailPrograms {
  readonly #sender: Sender;
  readonly #entries = new Map<string, Entry>();
  #length = 0;

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  get(tenantId: string, email: EmailToSend): EmailProgram | undefined {
    return this.#entries.get(keyOf(tenantId, email))?.program;
  }

  /** Throws `unprocessable` for content that can't be compiled. */
  compile(tenantId: string, email: EmailToSend, source: Source): EmailProgram {
    const { from, replyTo, tracking } = email;
    const program = compileEmail({ tenantId, from, replyTo, tracking, ...source }, this.#sender);
    this.#keep(keyOf(tenantId, email), {
      program,
      length: source.html.length + source.text.length,
    });
    return program;
  }

  #keep(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    this.#length += entry.length;
    for (const [oldest, { length }] of this.#entries) {
      if (this.#length <= MOST_LENGTH) return;
      this.#entries.delete(oldest);
      this.#length -= length;
    }
  }
}

/** A version that was published again is other content under the same id. */
function keyOf(tenantId: string, { from, replyTo, tracking, content }: EmailToSend): string {
  const { opens, clicks } = tracking;
  return JSON.stringify([
    ...[tenantId, from.address, from.name, replyTo, opens, clicks, content.key],
  ]);
}
