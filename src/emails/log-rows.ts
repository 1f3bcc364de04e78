import type { MessageState } from '../messages/message.ts';

/** An email as the log shows it. */
export type EmailRow = {
  kind: 'email';
  id: string;
  /** The ledger's. */
  messageId: number;
  address: string | null;
  subject: string | null;
  status: MessageState;
  isScheduled: boolean;
  attempts: number;
  reason: string | null;
  finishedAt: Date | null;
  createdAt: Date;
  templateVersionId: string | null;
  contactId: string | null;
  tags: string[];
  metadata: Record<string, unknown>;
  sendAt: Date | null;
  fromAddress: string;
  /** `createdAt` in microseconds. */
  micros: string;
};

/** A campaign's message as the log shows it. */
export type CopyRow = {
  kind: 'copy';
  id: number;
  campaignId: string;
  campaignName: string;
  address: string | null;
  subject: string | null;
  status: MessageState;
  attempts: number;
  reason: string | null;
  finishedAt: Date | null;
  /** When its campaign started: whoever came later isn't in the audience. */
  createdAt: Date;
  templateVersionId: string | null;
  contactId: string | null;
  /** `createdAt` in microseconds. */
  micros: string;
};
