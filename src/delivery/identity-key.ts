import type { Claimable } from './store.ts';

/** Who a campaign is from, as a batch keeps it. */
export function identityKey({ identity }: Claimable): string {
  const { fromName, fromEmail, replyTo } = identity;
  return JSON.stringify([fromName, fromEmail, replyTo]);
}
