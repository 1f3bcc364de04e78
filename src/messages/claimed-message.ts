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
};
