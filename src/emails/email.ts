import { domainOf } from '../lib/address.ts';
import type { Tracking } from '../links/link.ts';
import type { MessageState } from '../messages/message.ts';
import type { Attachment } from '../smtp/attachment.ts';

/**
 * What is shown of a message in the email log: its state, and SCHEDULED for an email that waits for its
 * `sendAt`. DELIVERED, BOUNCED and COMPLAINED (contract: Transactional) are asked for by clients of the
 * hosted product; nothing here has them before a receiver reported it.
 */
export const LOG_STATES = [
  'QUEUED',
  'SCHEDULED',
  'SENDING',
  'DEFERRED',
  'SENT',
  'DELIVERED',
  'BOUNCED',
  'COMPLAINED',
  'FAILED',
  'SKIPPED',
  'CANCELLED',
  'UNKNOWN',
] as const;
export type LogState = (typeof LOG_STATES)[number];

/** What the log lists: an email of its own, or a campaign's copy. */
export const LOG_KINDS = ['email', 'copy'] as const;
export type LogKind = (typeof LOG_KINDS)[number];

/** How every message leaves: also the outbox is reached over SMTP. */
export const PROVIDER = 'smtp';

/** Days for which the bodies, files and values of an email are kept after its end; the log row stays. */
export const BODY_DAYS = 7;

/** What `POST /emails/send` answers (contract: Transactional). */
export type Queued = { id: string; status: 'QUEUED'; queued: true; position: number };

/** One recipient of a request, with the values of its own. */
export type Recipient = { address: string; data: Record<string, unknown> };

/** Content that came with the request. */
export type Content = { html: string; text: string; hash: Buffer; attachments: Attachment[] };

/** What a request says of its mail, checked: the same for each of its recipients. */
export type Draft = {
  /** Null: see senderFor. */
  from: { address: string | null; name: string | null };
  replyTo: string | null;
  /** Null: the version's. */
  subject: string | null;
  /** Null when a template version is to be sent. */
  content: Content | null;
  templateVersionId: string | null;
  projectId: string | null;
  unsubscribeLang: string | null;
  tags: string[];
  metadata: Record<string, unknown>;
  /** What may be tracked, as far as the tenant wants it. */
  tracking: Tracking;
};

/** The Message-ID of an email: the same at each attempt, and known before the first. */
export function messageIdOf(id: string, fromAddress: string): string {
  return `${id}@${domainOf(fromAddress)}`;
}

/** A message's state as the log shows it. */
export function logState(status: MessageState, isScheduled: boolean): LogState {
  return isScheduled && status === 'DEFERRED' ? 'SCHEDULED' : status;
}
