import type { Claimable } from './store.ts';

/** Who a campaign is from and what of it is tracked, as a batch keeps it. */
export function identityKey({ identity, tracking }: Claimable): string {
  const { fromName, fromEmail, replyTo } = identity;
  return JSON.stringify([fromName, fromEmail, replyTo, tracking.opens, tracking.clicks]);
}
