/** States of a message (design.md section 4); the schema CHECKs the same list. */
export const MESSAGE_STATES = [
  'QUEUED',
  'SENDING',
  'DEFERRED',
  'SENT',
  'FAILED',
  'SKIPPED',
  'CANCELLED',
  'UNKNOWN',
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** Which state may follow which. UNKNOWN and FAILED are left only by an operator's word. */
export const MESSAGE_MOVES: Record<MessageState, MessageState[]> = {
  QUEUED: ['SENDING', 'SKIPPED', 'CANCELLED', 'UNKNOWN'],
  SENDING: ['SENT', 'FAILED', 'DEFERRED', 'QUEUED', 'SKIPPED', 'CANCELLED', 'UNKNOWN'],
  DEFERRED: ['QUEUED', 'CANCELLED', 'UNKNOWN'],
  SENT: [],
  FAILED: ['QUEUED'],
  SKIPPED: [],
  CANCELLED: [],
  UNKNOWN: ['QUEUED'],
};

/** Counts of a campaign's ledger. `audience` is the sum of all the others at every instant (P4). */
export type Stats = {
  audience: number;
  queued: number;
  sending: number;
  deferred: number;
  sent: number;
  failed: number;
  skipped: number;
  cancelled: number;
  unknown: number;
};

/** How many recipients have no final answer yet. */
export function remaining(stats: Stats): number {
  return stats.queued + stats.sending + stats.deferred;
}

/** The wire id of a message: opaque to callers. */
export function emailLogId(id: number): string {
  return `msg_${id}`;
}

/** The ledger's id behind a wire id; null for any other text. */
export function emailLogIdOf(text: string): number | null {
  return /^msg_\d{1,15}$/.test(text) ? Number(text.slice(4)) : null;
}
