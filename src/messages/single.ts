/**
 * A single is a message of no campaign: transactional mail. Its ledger row stands in a line instead of a
 * campaign's order, and there is one line per tenant, mode and project, because these decide which way
 * mail goes and which rate limit holds it.
 */
export type Line = { mode: 'live' | 'test'; projectId: string | null };

/** The text of a line in the ledger: `live`, `test:shop`. */
export function lineName({ mode, projectId }: Line): string {
  return projectId === null ? mode : `${mode}:${projectId}`;
}

export function readLine(name: string): Line {
  const colon = name.indexOf(':');
  const mode = (colon < 0 ? name : name.slice(0, colon)) as Line['mode'];
  return { mode, projectId: colon < 0 ? null : name.slice(colon + 1) };
}

/** A single that a worker holds. */
export type HeldSingle = {
  id: number;
  address: string;
  /** Attempts so far, the one that this claim is for included. */
  attempts: number;
  doubted: boolean;
  /** Seconds since it was due first. */
  age: number;
};

/** The channel on which workers hear that a single waits. */
export const SINGLES_CHANNEL = 'pressrun_singles';

/** The channel on which whoever waits for a single hears that an attempt at it has ended. */
export const ANSWERS_CHANNEL = 'pressrun_answers';
