/** SMTP connections of each sender: the product's default (SMTP_CONNECTIONS). */
export const CONNECTIONS = 16;
/** Rows per request of a bulk import: the API's limit. */
export const IMPORT_PAGE = 1_000;
/** Requests of each kind a second while the API's answers are timed: a lively dashboard, a busy shop. */
export const API_PER_SECOND = 25;
/** How long that lasts without a campaign beside it: 250 samples a round. */
export const API_ALONE_MS = 10_000;
/** Messages of a round of single sends, at most. */
export const SINGLE_SENDS = 10_000;
/** What must be reached, on 2 cores with everything on one machine. */
export const TARGETS = {
  engineToRaw: 0.55,
  engineToBaseline: 5,
  peakMegabytes: 200,
  fanOutRows: 100_000,
  claimP95Ms: 20,
  /** P42: while a campaign runs. */
  apiP95Ms: 500,
  /** Where indexes answer it, at 1 M contacts. */
  segmentCountP95Ms: 200,
  /** P22 */
  loginsApartMs: 10,
};
