/** The fields of an event's data that say nothing about a person; an erasure blanks all others. */
export const IMPERSONAL_FIELDS = [
  'emailLogId',
  'campaignId',
  'contactId',
  'templateVersionId',
  'status',
  'source',
  'bounceType',
  'complaintFeedbackType',
  'linkId',
  'occurredAt',
  'unsubscribedAt',
];

/** Whose traces an erasure removes: the contact and its normalised address. */
export type Person = { id: string; email: string };
