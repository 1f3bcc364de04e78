import type { ReplyOf } from './operation.ts';

type EmailData = {
  emailLogId: string;
  to: string;
  subject: string | null;
  status: string;
  tags: string[];
  metadata: Record<string, unknown>;
  templateVersionId: string | null;
  campaignId: string | null;
  occurredAt: string;
};
type CampaignData = { campaignId: string; name: string };
type Stats = ReplyOf<'getCampaign'>['stats'];

/** What each type of event tells (contract: Webhooks). */
export type WebhookData = {
  /** The relay accepted it. */
  'email.sent': EmailData;
  'email.delivered': EmailData;
  'email.opened': EmailData & { userAgent: string | null; ip: string | null };
  'email.clicked': EmailData & { linkUrl: string; linkId: string };
  'email.bounced': EmailData & { bounceType: 'hard' | 'soft'; diagnostic: string | null };
  'email.complained': EmailData & { complaintFeedbackType: string | null };
  'email.failed': EmailData & { diagnostic: string | null };
  'contact.unsubscribed': {
    contactId: string;
    externalId: string | null;
    email: string;
    unsubscribedAt: string | null;
    /** `hosted_page`, `one_click` or where else the wish came from. */
    source: string;
    campaignId: string | null;
  };
  'campaign.sending': CampaignData;
  'campaign.sent': CampaignData & { stats: Stats };
  'campaign.cancelled': CampaignData;
  'campaign.paused': CampaignData & { reason: string };
  /** Its time passed while nothing ran; it waits for a person's `send`. */
  'campaign.missed': CampaignData & { scheduledAt: string };
  'webhook.disabled': { endpointId: string; reason: string; occurredAt: string };
};

/**
 * An event as it arrives. `switch (event.type)` narrows `data`; give it a `default`, because a newer
 * server may have more types. `data.test` is true for one that `webhooks.test` made up.
 */
export type WebhookEvent = {
  [T in keyof WebhookData]: {
    /** The same over all endpoints and tries: remember it, and act once. */
    id: string;
    type: T;
    createdAt: string;
    tenantId: string;
    data: WebhookData[T] & { test?: true };
  };
}[keyof WebhookData];
