/**
 * What became of a campaign's messages after they were accepted. `opens` and `clicks` are those of
 * persons, the unique ones count messages; what machines did is counted apart (P47).
 */
export type Engagement = {
  opens: number;
  uniqueOpens: number;
  clicks: number;
  uniqueClicks: number;
  automatedOpens: number;
  automatedClicks: number;
};

/** Who asked for a pixel or a link, as far as the request says. */
export type Visitor = { userAgent: string | null; ip: string | null; isMachine: boolean };

/** Opens of a message that are counted, and clicks: who asks more often is no reader. */
export const MOST_HITS = 100;

/** Seconds for which a reader's repeated opens, or clicks of the same link, are told once. */
export const TOLD_SECONDS = 60;

/** Seconds after its acceptance in which whatever asks for a message's pixel or links is a scanner. */
export const SCAN_SECONDS = 2;

/** Days for which single opens and clicks, user agents and addresses are kept; counts stay. */
export const HIT_DAYS = 90;

/** A message that was opened or clicked, with what an event tells of it. */
export type OpenedMessage = {
  id: number;
  campaignId: string | null;
  contactId: string | null;
  /** Null after an erasure: nothing is recorded any more. */
  address: string | null;
  /** An email's id; null: a campaign's copy. */
  emailId: string | null;
  status: string;
  subject: string | null;
  tags: string[];
  metadata: Record<string, unknown>;
  templateVersionId: string | null;
  /** Whose links its links are. */
  sourceId: string | null;
  /** Null while nobody knows yet that it was accepted. */
  acceptedAt: Date | null;
  /** Whether it was accepted less than SCAN_SECONDS ago. */
  isFresh: boolean;
  /** What its tenant wants recorded now; links lead on either way. */
  tracksOpens: boolean;
  tracksClicks: boolean;
};
