import type { EventType } from '../events/event.ts';
import { newId } from '../lib/ids.ts';

/**
 * Made-up data of an event, in the shape of the contract (Webhooks), for a receiver's test. `test`
 * says that nothing of it happened.
 */
export function sampleData(type: EventType, now: Date): Record<string, unknown> {
  const occurredAt = now.toISOString();
  return { ...SAMPLES[type](occurredAt), test: true };
}

type Sample = (occurredAt: string) => Record<string, unknown>;

const SAMPLES: Record<EventType, Sample> = {
  'email.sent': (at) => email('SENT', at),
  'email.delivered': (at) => email('DELIVERED', at),
  'email.opened': (at) => ({ ...email('SENT', at), userAgent: 'Mozilla/5.0', ip: '192.0.2.1' }),
  'email.clicked': (at) => ({
    ...email('SENT', at),
    linkUrl: 'https://www.example.com/',
    linkId: 'mcZ0vSxfQ3aGh9Kd',
  }),
  'email.bounced': (at) => ({
    ...email('BOUNCED', at),
    bounceType: 'hard',
    diagnostic: '550 5.1.1 The mailbox does not exist',
  }),
  'email.complained': (at) => ({ ...email('COMPLAINED', at), complaintFeedbackType: 'abuse' }),
  'email.failed': (at) => ({
    ...email('FAILED', at),
    diagnostic: '554 5.7.1 The message was refused',
  }),
  'contact.unsubscribed': (at) => ({
    contactId: newId(),
    externalId: 'c-1',
    email: 'ana@example.com',
    unsubscribedAt: at,
    source: 'hosted_page',
    campaignId: newId(),
  }),
  'campaign.sending': campaign,
  'campaign.sent': () => ({ ...campaign(), stats: SENT_STATS }),
  'campaign.cancelled': campaign,
  'campaign.paused': () => ({ ...campaign(), reason: 'request' }),
  'campaign.missed': (at) => ({ ...campaign(), scheduledAt: at }),
  'webhook.disabled': (at) => ({
    endpointId: newId(),
    reason: 'The endpoint answered 410 (gone)',
    occurredAt: at,
  }),
};

function email(status: string, occurredAt: string) {
  return {
    emailLogId: 'msg_1',
    to: 'ana@example.com',
    subject: 'A test of this webhook',
    status,
    tags: [],
    metadata: {},
    templateVersionId: newId(),
    occurredAt,
    campaignId: newId(),
  };
}

function campaign() {
  return { campaignId: newId(), name: 'A test of this webhook' };
}

const SENT_STATS = {
  ...{ audience: 3, queued: 0, sending: 0, deferred: 0, sent: 3 },
  ...{ failed: 0, skipped: 0, cancelled: 0, unknown: 0 },
};
