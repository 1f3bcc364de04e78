import { Campaigns } from './campaigns.ts';
import { Contacts } from './contacts.ts';
import { Emails } from './emails.ts';
import { Library } from './library.ts';
import type { Limits } from './limits.ts';
import { Outbox } from './outbox.ts';
import { Projects } from './projects.ts';
import { Segments } from './segments.ts';
import { type PressrunOptions, readSettings } from './settings.ts';
import { Suppressions } from './suppressions.ts';
import { Templates } from './templates.ts';
import { Transport } from './transport.ts';
import { Webhooks } from './webhooks.ts';

/**
 * The client of a Pressrun server. It holds no connection that would have to be closed, and may be
 * used by many callers at once.
 */
export class Pressrun {
  readonly contacts: Contacts;
  readonly templates: Templates;
  readonly library: Library;
  readonly campaigns: Campaigns;
  readonly emails: Emails;
  readonly outbox: Outbox;
  readonly projects: Projects;
  readonly segments: Segments;
  readonly suppressions: Suppressions;
  readonly webhooks: Webhooks;
  readonly #transport: Transport;

  /** Throws PressrunError `invalid_option` for an option that can't work. */
  constructor(options: PressrunOptions) {
    const transport = new Transport(readSettings(options));
    this.#transport = transport;
    this.contacts = new Contacts(transport);
    this.templates = new Templates(transport);
    this.library = new Library(transport);
    this.campaigns = new Campaigns(transport);
    this.emails = new Emails(transport);
    this.outbox = new Outbox(transport);
    this.projects = new Projects(transport);
    this.segments = new Segments(transport);
    this.suppressions = new Suppressions(transport);
    this.webhooks = new Webhooks(transport);
  }

  /** Rate limit and quota as the newest answers told them; null until one did. */
  get limits(): Limits {
    return { ...this.#transport.limits };
  }
}

export { BulkInterruptedError, type BulkOptions, type BulkResult } from './bulk.ts';
export type { CampaignProgress, WatchOptions } from './campaign-progress.ts';
export type { Campaign, Recipient, Schedule, Wave } from './campaigns.ts';
export {
  type ContactImport,
  ImportNotDoneError,
  type ImportQuery,
  type WaitForImport,
} from './contact-imports.ts';
export type { Contact, ContactChange, ContactQuery, ContactUpsert } from './contacts.ts';
export type { EmailLog, SendOptions, SentEmail } from './emails.ts';
export {
  type FieldError,
  PressrunApiError,
  PressrunConnectionError,
  PressrunError,
  PressrunTimeoutError,
} from './failure.ts';
export type { Limits, Quota, RateLimit } from './limits.ts';
export type { Operations } from './operations.ts';
export type { OutboxMessage } from './outbox.ts';
export type { ListOptions, Pages } from './pages.ts';
export type { Project } from './projects.ts';
export type { ScheduledEmail } from './scheduled-emails.ts';
export type { Filter, Segment } from './segments.ts';
export type { FileContent } from './sent-file.ts';
export type { AnswerInfo, CallOptions, PressrunOptions } from './settings.ts';
export type { Suppression, SuppressionReason } from './suppressions.ts';
export type { TemplateVersion } from './template-versions.ts';
export type { Template } from './templates.ts';
export { CampaignNotSentError, type WaitOptions } from './until-sent.ts';
export {
  type VerifyOptions,
  verifyWebhook,
  type WebhookHeaders,
  WebhookVerificationError,
} from './verify-webhook.ts';
export type { WebhookData, WebhookEvent } from './webhook-event.ts';
export type { CreatedWebhookEndpoint, WebhookDelivery, WebhookEndpoint } from './webhooks.ts';
