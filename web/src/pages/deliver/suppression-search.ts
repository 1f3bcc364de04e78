import type { ReplyOf } from '../../api.ts';

export type Suppression = ReplyOf<'listSuppressions'>['data'][number];
export type Reason = Suppression['reason'];

export const REASONS: Record<Reason, { label: string; about: string }> = {
  unsubscribe: { label: 'Unsubscribed', about: 'The person took themselves off' },
  complaint: { label: 'Complaint', about: 'The person marked a message as spam' },
  bounce: { label: 'Bounce', about: 'The address does not exist' },
  manual: { label: 'By hand', about: 'Somebody of yours, or an import, put it here' },
};

export const REASON_OPTIONS = (Object.keys(REASONS) as Reason[]).map((value) => ({
  value,
  label: REASONS[value].label,
}));

/** What the list shows, as it stands in the address. */
export type SuppressionSearch = { q?: string; reason?: Reason };

export function suppressionSearch(search: Record<string, unknown>): SuppressionSearch {
  const reason = (Object.keys(REASONS) as Reason[]).find((one) => one === search.reason);
  // A search for digits comes as a number.
  const q = search.q === undefined ? '' : String(search.q).slice(0, 254);
  return { ...(q && { q }), ...(reason && { reason }) };
}

/** Whether only a new consent of the person's own ends it for campaigns. */
export function isOwnWish(reason: Reason): boolean {
  return reason === 'unsubscribe' || reason === 'complaint';
}
