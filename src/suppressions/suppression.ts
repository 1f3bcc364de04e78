/** Why an address gets no mail (contract: Suppressions), the weakest first. */
export const SUPPRESSION_REASONS = ['unsubscribe', 'manual', 'bounce', 'complaint'] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

export type Suppression = {
  /** Null after an erasure: only the keyed hash stays. */
  email: string | null;
  reason: SuppressionReason;
  createdAt: Date;
};

/** Whether the person took itself off: then only a consent of its own brings it back (P25). */
export function isOwnWish(reason: SuppressionReason): boolean {
  return reason === 'unsubscribe' || reason === 'complaint';
}

export function isReason(text: string): text is SuppressionReason {
  return SUPPRESSION_REASONS.includes(text as SuppressionReason);
}

/** The one that stays when an address has both. */
export function stronger(a: SuppressionReason, b: SuppressionReason): SuppressionReason {
  return SUPPRESSION_REASONS.indexOf(a) < SUPPRESSION_REASONS.indexOf(b) ? b : a;
}

/** Where a page of the list ended: the row's time in microseconds and its hash. */
export type Position = { micros: string; hash: Buffer };

export function writeCursor({ micros, hash }: Position): string {
  return Buffer.from(`${micros}.${hash.toString('hex')}`).toString('base64url');
}

/** Null when the text isn't a cursor of ours. */
export function readCursor(cursor: string): Position | null {
  const match = /^(\d{1,17})\.([0-9a-f]{64})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match?.[1] || !match[2]) return null;
  return { micros: match[1], hash: Buffer.from(match[2], 'hex') };
}
