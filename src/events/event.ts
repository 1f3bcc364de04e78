/** Everything that can happen and be told to webhooks (contract: Webhooks). */
export const EVENT_TYPES = [
  'email.sent',
  'email.delivered',
  'email.opened',
  'email.clicked',
  'email.bounced',
  'email.complained',
  'email.failed',
  'contact.unsubscribed',
  'campaign.sending',
  'campaign.sent',
  'campaign.cancelled',
  'campaign.paused',
  'campaign.missed',
  'webhook.disabled',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export function isEventType(text: string): text is EventType {
  return EVENT_TYPES.includes(text as EventType);
}

/** Something that happened. With an `id` of the caller's own, recording it twice keeps one. */
export type NewEvent = {
  id?: string;
  type: EventType;
  data: Record<string, unknown>;
  campaignId?: string | null;
  contactId?: string | null;
};

export type RecordedEvent = {
  id: string;
  type: EventType;
  data: Record<string, unknown>;
  createdAt: Date;
};

/** What dispatching needs to know of an event. */
export type UndispatchedEvent = Pick<RecordedEvent, 'id' | 'type'>;

/** The event's name on the wire: the same over all endpoints and retries (contract: Small print). */
export function wireId(eventId: string): string {
  return `evt_${eventId}`;
}
