import type { Tx } from '../db/database.ts';
import type { Principal } from '../http/access.ts';
import { type Page, pageMeta, pageOffset } from '../http/paging.ts';
import { invalidField, notFound, PressrunError } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import { cancelWaiting } from '../messages/cancel-single.ts';
import type { Draft, Recipient } from './email.ts';
import { type EnqueueDeps, enqueueEmails } from './enqueue.ts';
import {
  countScheduled,
  findScheduled,
  isAhead,
  listScheduledRows,
  type ScheduledRow,
} from './schedule-store.ts';
import { suppressed } from './send-email.ts';
import { findStanding } from './standing-store.ts';

export type ScheduledEmail = ScheduledRow & { status: 'SCHEDULED' };

/** A year and a day: farther off it is more likely a wrong unit than a plan. */
const MOST_DAYS_AHEAD = 366;

/**
 * Queues one email for an instant of the database's clock. It is sent then or, when nothing runs at that
 * moment, as soon as something does. Throws 400 for an instant that isn't ahead or is more than 366
 * days ahead, and what `sendEmail` throws.
 */
export async function scheduleEmail(
  tx: Tx,
  deps: EnqueueDeps,
  principal: Principal,
  draft: Draft,
  recipient: Recipient,
  sendAt: Date,
): Promise<ScheduledEmail> {
  const ahead = await isAhead(tx, sendAt, MOST_DAYS_AHEAD);
  if (ahead === 'past') throw invalidField('sendAt', `lies in the past (${sendAt.toISOString()})`);
  if (ahead === 'far') throw invalidField('sendAt', `is more than ${MOST_DAYS_AHEAD} days ahead`);
  const [made] = await enqueueEmails(tx, deps, principal, draft, [recipient], sendAt);
  if (!made) throw suppressed();
  const row = await findScheduled(tx, principal.tenantId, made.id);
  return { ...row!, status: 'SCHEDULED' };
}

/** The emails that wait for their time, the next one first. */
export async function listScheduled(tx: Tx, tenantId: string, page: Page) {
  const range = { limit: page.limit, offset: pageOffset(page) };
  const rows = await listScheduledRows(tx, tenantId, range);
  const data = rows.map((row): ScheduledEmail => ({ ...row, status: 'SCHEDULED' }));
  return { data, meta: pageMeta(page, await countScheduled(tx, tenantId)) };
}

/** Cancels an email that waits for its time. 404 for another, 409 when it isn't waiting any more. */
export async function cancelScheduled(tx: Tx, tenantId: string, id: string) {
  const scheduled = isId(id) ? await findScheduled(tx, tenantId, id) : undefined;
  if (!scheduled) throw notFound('Scheduled email');
  const { messageId } = (await findStanding(tx, tenantId, id))!;
  if (!(await cancelWaiting(tx, tenantId, messageId))) throw await notWaiting(tx, tenantId, id);
  return { id: scheduled.id, status: 'CANCELLED' as const, cancelled: true };
}

async function notWaiting(tx: Tx, tenantId: string, id: string): Promise<PressrunError> {
  const { status } = (await findStanding(tx, tenantId, id))!;
  const message = `The email is ${status}: only one that waits for its time can be cancelled`;
  return new PressrunError('wrong_state', message, [{ path: 'status', message: `is ${status}` }]);
}
