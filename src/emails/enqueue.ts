import type { Sender } from '../campaigns/message-program.ts';
import type { Tx } from '../db/database.ts';
import type { Principal } from '../http/access.ts';
import { newId } from '../lib/ids.ts';
import { insertSingles } from '../messages/queue-singles.ts';
import { lineName } from '../messages/single.ts';
import { render } from '../templates/rendering.ts';
import { parseTemplate } from '../templates/template.ts';
import { type Addressee, findAddressees } from './addressee-store.ts';
import { type ContentInfo, contentInfo, storeContent } from './content.ts';
import type { Draft, Recipient } from './email.ts';
import { insertEmails, type NewEmail } from './store.ts';
import { emailValues } from './values.ts';

/**
 * Counts messages against the tenant's quota in the transaction that enqueues them; throws
 * `quota_exceeded` when they don't fit. Handed in by app.ts.
 */
export type Spend = (
  tx: Tx,
  tenantId: string,
  mode: Principal['mode'],
  messages: number,
) => Promise<void>;

export type EnqueueDeps = { sender: Sender; suppressionKey: Buffer; spend: Spend };

/** In the order of the recipients: the email, or null where the address is suppressed. */
export type Enqueued = { id: string; messageId: number; line: string } | null;

/**
 * Writes emails and their ledger rows; workers hear of them when the transaction commits. Whoever is
 * suppressed gets none. Throws 404 for a template version that isn't there, 422 for one that isn't
 * published, and what `spend` throws.
 */
export async function enqueueEmails(
  tx: Tx,
  { sender, suppressionKey, spend }: EnqueueDeps,
  { tenantId, mode }: Principal,
  draft: Draft,
  recipients: Recipient[],
  sendAt: Date | null,
): Promise<Enqueued[]> {
  const content = await contentInfo(tx, tenantId, draft);
  const addresses = recipients.map(({ address }) => address);
  const known = await findAddressees(tx, tenantId, suppressionKey, addresses);
  const addressees = new Map(known.map((addressee) => [addressee.address, addressee]));
  const wanted = recipients.filter(({ address }) => !addressees.get(address)!.isSuppressed);
  if (wanted.length === 0) return recipients.map(() => null);
  const line = lineName({ mode, projectId: draft.projectId });
  const singles = wanted.map(({ address }) => ({
    address,
    contactId: addressees.get(address)!.contactId,
    templateVersionId: draft.templateVersionId,
  }));
  const ids = await insertSingles(tx, tenantId, line, singles, sendAt);
  const emails = wanted.map((recipient, i): NewEmail => {
    const addressee = addressees.get(recipient.address)!;
    const email = { id: newId(), messageId: ids[i]!, ...recipient };
    return { ...email, subject: subjectFor(email, addressee, tenantId, draft, content, sender) };
  });
  const contentId = draft.content ? await storeContent(tx, tenantId, draft.content) : null;
  const shared = { ...draft, mode, contentId, sendAt, size: content.size };
  await insertEmails(tx, tenantId, shared, emails);
  // Last, because it locks the tenant's count of the month until the commit.
  await spend(tx, tenantId, mode, emails.length);
  const made = emails.map(({ id, messageId }) => ({ id, messageId, line }));
  return recipients.map((one) => (wanted.includes(one) ? made.shift()! : null));
}

function subjectFor(
  { id, address, data }: { id: string; address: string; data: Record<string, unknown> },
  { externalId, locale }: Addressee,
  tenantId: string,
  { metadata, unsubscribeLang }: Draft,
  { subject, variables }: ContentInfo,
  sender: Sender,
): string {
  const reader = { id, tenantId, address, externalId, locale, unsubscribeLang, metadata, data };
  return render(parseTemplate(subject), 'subject', emailValues(reader, sender), variables);
}
