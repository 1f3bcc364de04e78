import type { ReplyOf } from '../../api.ts';

export type Endpoint = ReplyOf<'getWebhookEndpoint'>;
export type Delivery = ReplyOf<'listWebhookDeliveries'>['data'][number];
export type EventType = Endpoint['events'][number];

/** What each event tells, in the order of the form. */
export const EVENT_TYPES: Record<EventType, string> = {
  'email.sent': 'The server took a message',
  'email.delivered': 'It reached the mailbox',
  'email.bounced': 'It came back',
  'email.failed': 'The server refused it, or time ran out',
  'email.complained': 'Somebody marked it as spam',
  'email.opened': 'Somebody opened it',
  'email.clicked': 'Somebody followed a link',
  'contact.unsubscribed': 'Somebody took themselves off',
  'campaign.sending': 'A campaign began',
  'campaign.sent': 'It ended',
  'campaign.paused': 'It was paused',
  'campaign.cancelled': 'It was cancelled',
  'campaign.missed': 'Its time came while Pressrun was down',
  'webhook.disabled': 'Another endpoint was turned off',
};

const GROUPS: Record<string, string> = {
  email: 'Messages',
  contact: 'People',
  campaign: 'Campaigns',
  webhook: 'Webhooks',
};

export type EventGroup = { name: string; types: EventType[] };

/** In two columns of the same length. */
export function eventColumns(): [EventGroup[], EventGroup[]] {
  const types = Object.keys(EVENT_TYPES) as EventType[];
  const [messages, ...others] = Object.entries(GROUPS).map(([prefix, name]) => ({
    name,
    types: types.filter((type) => type.startsWith(`${prefix}.`)),
  }));
  return [[messages!], others];
}
