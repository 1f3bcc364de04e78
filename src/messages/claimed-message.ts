/** A claimed message with all that composing it needs. */
export type ClaimedMessage = {
  id: number;
  contactId: string;
  templateVersionId: string;
  address: string;
  /** Attempts so far, the one that this claim is for included. */
  attempts: number;
  doubted: boolean;
  /** Seconds since it was queued first. */
  age: number;
  externalId: string | null;
  locale: string | null;
  attributes: Record<string, unknown>;
};

/**
 * Where a claim stands in virtual time (messages ÷ weight): whoever lags behind `…From` is taken to have
 * been there, so that being idle gathers no credit.
 */
export type ClaimTurn = { tenantFrom: number; campaignFrom: number; weight: number };

export type ClaimRequest = {
  campaignId: string;
  workerId: string;
  token: string;
  limit: number;
  /** How many of the batch may be begun before the first results are recorded. */
  window: number;
  suppressionKey: Buffer;
  /** Whether some may wait to be claimed singly; those come first. */
  singly: boolean;
  turn: ClaimTurn;
};
