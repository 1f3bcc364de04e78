import type { LogKind, LogState } from './email.ts';

/** One message of the log: an email, or a campaign's copy. */
export type LogEntry = {
  id: string;
  toEmail: string | null;
  subject: string | null;
  status: LogState;
  provider: string;
  messageId: string | null;
  createdAt: Date;
  tags: string[];
  metadata: Record<string, unknown>;
  campaignId: string | null;
  campaignName: string | null;
  contactId: string | null;
  templateVersionId: string | null;
  attempts: number;
  reason: string | null;
  sendAt: Date | null;
  finishedAt: Date | null;
};

/** What a caller asks the log for; null: whatever it is. */
export type LogFilter = {
  status: LogState | null;
  /** A normalised address. */
  to: string | null;
  campaignId: string | null;
  kind: LogKind | null;
  from: Date | null;
  until: Date | null;
};

/** Where a walk through the log stands in each of its two lists; times in microseconds. */
export type LogPosition = {
  email: { micros: string; id: string } | null;
  copy: { micros: string; campaignId: string; id: number } | null;
};

/** What happened to a message. `id` is the event's name on the wire; null: only the ledger knows of it. */
export type LogEvent = {
  id: string | null;
  type: string;
  createdAt: Date;
  data: Record<string, unknown>;
};
