/** SMTP connections of each sender: the product's default (SMTP_CONNECTIONS). */
export const CONNECTIONS = 16;
/** Rows per request of a bulk import: the API's limit. */
export const IMPORT_PAGE = 1_000;
/** What must be reached, on 2 cores with everything on one machine. */
export const TARGETS = {
  engineToRaw: 0.55,
  engineToBaseline: 5,
  peakMegabytes: 200,
  fanOutRows: 100_000,
  claimP95Ms: 20,
};
