/** Time as a parameter, so that tests can pass their own and none sleeps. */
export type Clock = {
  /** Wall time. Only the database's clock decides what is due; this one is for stamps and text. */
  now(): Date;
  /** Milliseconds that never go back: for leases and back-off inside one process. */
  monotonic(): number;
};

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
};
