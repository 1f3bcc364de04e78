import { PressrunError } from '../lib/errors.ts';

/**
 * Lets one piece of work of a tenant at a time through in this process; bulk upserts first of all. They
 * would wait for each other in the database anyway (`lockContacts`), but there each would hold a connection,
 * and one tenant's imports would leave none for the others (P19). Who waits longer than the pool would let
 * them gets 503.
 */
export type Turns = <T>(tenantId: string, work: () => Promise<T>) => Promise<T>;

export function createTurns(
  maxWaitMs = 4_000,
  refusal = 'Too many bulk upserts at once. Nothing was changed; try again shortly.',
): Turns {
  const last = new Map<string, Promise<void>>();
  return async (tenantId, work) => {
    const { promise: done, resolve: leave } = Promise.withResolvers<void>();
    const before = last.get(tenantId);
    // Whoever gives up waiting leaves at once, but those behind still wait for those before.
    const mine = Promise.all([before, done]).then(() => {
      if (last.get(tenantId) === mine) last.delete(tenantId);
    });
    last.set(tenantId, mine);
    try {
      if (before) await within(before, maxWaitMs, refusal);
      return await work();
    } finally {
      leave();
    }
  };
}

async function within(turn: Promise<void>, maxWaitMs: number, message: string): Promise<void> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new PressrunError('unavailable', message)), maxWaitMs);
  try {
    await Promise.race([turn, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
