import type { Sender } from '../campaigns/message-program.ts';
import type { Tx } from '../db/database.ts';
import type { Principal } from '../http/access.ts';
import { newId } from '../lib/ids.ts';
import { insertSingles } from '../messages/queue-singles.ts';
import { lineName } from '../messages/single.ts';
import { render } from '../templates/rendering.ts';
import { parseTemplate } from '../templates/template.ts';
import { spendQuota } from '../tenants/quota.ts';
import { findTenant, type TenantRow } from '../tenants/service.ts';
import { type Addressee, findAddressees } from './addressee-store.ts';
import { type ContentInfo, contentInfo, storeContent } from './content.ts';
import type { Draft, Recipient } from './email.ts';
import { senderFor } from './sender-for.ts';
import { insertEmails, type NewEmail } from './store.ts';
import { trackEmails } from './track-emails.ts';
import { emailValues } from './values.ts';

export type EnqueueDeps = { sender: Sender; suppressionKey: Buffer };

/** In the order of the recipients: the email, or null where the address is suppressed. */
export type Enqueued = { id: string; messageId: number; line: string } | null;

/**
 * Writes emails and their ledger rows; workers hear of them when the transaction commits. Whoever is
 * suppressed gets none. Throws 404 for a template version that isn't there, 422 for one that isn't
 * published, 429 when they don't fit into the quota, and what `senderFor` throws.
 */
export async function enqueueEmails(
  tx: Tx,
  { sender, suppressionKey }: EnqueueDeps,
  { tenantId, mode }: Principal,
  draft: Draft,
  recipients: Recipient[],
  sendAt: Date | null,
): Promise<Enqueued[]> {
  const content = await contentInfo(tx, tenantId, draft);
  const tenant = await findTenant(tx, tenantId);
  const from = await senderFor(tx, tenant, sender, draft);
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
    return { ...email, subject: subjectFor(email, addressee, tenant, draft, content, sender) };
  });
  const contentId = draft.content ? await storeContent(tx, tenantId, draft.content) : null;
  const tracked = await trackEmails(tx, tenant, mode, draft);
  const shared = { ...draft, ...from, ...tracked, mode, contentId, sendAt, size: content.size };
  await insertEmails(tx, tenantId, shared, emails);
  // Last, because it locks the tenant's count of the month until the commit.
  await spendQuota(tx, tenantId, mode, emails.length);
  const made = emails.map(({ id, messageId }) => ({ id, messageId, line }));
  return recipients.map((one) => (wanted.includes(one) ? made.shift()! : null));
}

function subjectFor(
  { id, address, data }: { id: string; address: string; data: Record<string, unknown> },
  { externalId, locale }: Addressee,
  { id: tenantId, postalAddress }: TenantRow,
  { metadata, unsubscribeLang }: Draft,
  { subject, variables }: ContentInfo,
  sender: Sender,
): string {
  const reader = {
    ...{ id, tenantId, postalAddress, address, externalId, locale },
    ...{ unsubscribeLang, metadata, data },
  };
  return render(parseTemplate(subject), 'subject', emailValues(reader, sender), variables);
}
