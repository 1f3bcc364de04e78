import type { Contact } from '../contacts/contact.ts';
import type { Tx } from '../db/database.ts';
import { recordEvents } from '../events/service.ts';

/** How the tenant took people off: through the suppressions' API, or with an import of it. */
export type OptOutSource = 'api' | 'import';

/** Records `contact.unsubscribed` (contract: Webhooks) for contacts that were just opted out. */
export function announceOptOuts(
  tx: Tx,
  tenantId: string,
  contacts: Contact[],
  source: OptOutSource,
): Promise<void> {
  const events = contacts.map(({ id, externalId, email, unsubscribedAt }) => ({
    type: 'contact.unsubscribed' as const,
    contactId: id,
    data: {
      contactId: id,
      externalId,
      email,
      unsubscribedAt: unsubscribedAt?.toISOString() ?? null,
      source,
      campaignId: null,
    },
  }));
  return recordEvents(tx, tenantId, events);
}
