import type { Tx } from '../db/database.ts';
import type { Principal } from '../http/access.ts';
import { normaliseAddress } from '../lib/address.ts';
import type { Draft, Recipient } from './email.ts';
import { type EnqueueDeps, enqueueEmails } from './enqueue.ts';
import { checkData } from './read-fields.ts';
import { SUPPRESSED } from './send-email.ts';

/** Recipients of one request (contract: Transactional). */
export const MOST_RECIPIENTS = 100;

export type BatchRecipient = { to: string; vars?: Record<string, unknown> | undefined };

export type BatchResult = {
  to: string;
  id: string | null;
  status: 'QUEUED' | 'REJECTED';
  error: string | null;
};
export type BatchAnswer = { results: BatchResult[]; accepted: number; rejected: number };

/**
 * Queues the same email for each recipient with values of its own, in one transaction. Who can't get
 * it is REJECTED with the reason and holds up nobody. Throws what `enqueueEmails` throws.
 */
export async function sendBatch(
  tx: Tx,
  deps: EnqueueDeps,
  principal: Principal,
  draft: Draft,
  given: BatchRecipient[],
): Promise<BatchAnswer> {
  given.forEach(({ vars = {} }, i) => {
    checkData(`recipients.${i}.vars`, vars);
  });
  const recipients = given.map(({ to, vars = {} }): Recipient | null => {
    const address = normaliseAddress(to);
    return address === null ? null : { address, data: vars };
  });
  const valid = recipients.filter((recipient) => recipient !== null);
  const made = await enqueueEmails(tx, deps, principal, draft, valid, null);
  const results = given.map(({ to }, i): BatchResult => {
    if (recipients[i] === null) return rejected(to, 'to: must be one e-mail address');
    const email = made.shift();
    return email ? { to, id: email.id, status: 'QUEUED', error: null } : rejected(to, SUPPRESSED);
  });
  const accepted = results.filter(({ status }) => status === 'QUEUED').length;
  return { results, accepted, rejected: results.length - accepted };
}

function rejected(to: string, error: string): BatchResult {
  return { to, id: null, status: 'REJECTED', error };
}
