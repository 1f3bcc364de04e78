/** One copy that a sink took responsibility for. */
export type Copy = {
  mailFrom: string;
  rcptTo: string;
  /** The Message-ID header with its angle brackets, '' if there is none. */
  messageId: string;
  /** The message as it came, dot-stuffing undone; only with `keep: 'full'`. */
  raw: Buffer | null;
  /** performance.now() at the final dot. */
  at: number;
  connection: number;
};

/** The truth outside the system: what really was accepted. */
export class SinkLedger {
  readonly copies: Copy[] = [];
  /** Counts also where `keep: 'none'` leaves `copies` empty. */
  accepted = 0;

  /** How many copies each recipient has. */
  perRecipient(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { rcptTo } of this.copies) counts.set(rcptTo, (counts.get(rcptTo) ?? 0) + 1);
    return counts;
  }

  copiesOf(rcptTo: string): Copy[] {
    return this.copies.filter((copy) => copy.rcptTo === rcptTo);
  }

  /** Recipients with more than one copy. */
  duplicated(): string[] {
    return [...this.perRecipient()].filter(([, count]) => count > 1).map(([rcptTo]) => rcptTo);
  }

  clear(): void {
    this.copies.length = 0;
    this.accepted = 0;
  }
}
