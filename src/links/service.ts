import type { Tx } from '../db/database.ts';
import type { TrackedLink } from './link.ts';
import { countLinksOf, deleteLinksOfPerson, findUrl, insertLinks } from './store.ts';

/** Keeps where these links lead, before any message with them leaves. Repeating it changes nothing. */
export async function keepLinks(
  tx: Tx,
  tenantId: string,
  sourceId: string,
  links: TrackedLink[],
): Promise<void> {
  if (links.length > 0) await insertLinks(tx, tenantId, sourceId, links);
}

/** Where a link of this source leads; null for one that it doesn't have (404). */
export async function findLink(
  tx: Tx,
  tenantId: string,
  sourceId: string,
  linkId: string,
): Promise<string | null> {
  return (await findUrl(tx, tenantId, sourceId, linkId)) ?? null;
}

/** How many different links a source has. */
export function countLinks(tx: Tx, tenantId: string, sourceId: string): Promise<number> {
  return countLinksOf(tx, tenantId, sourceId);
}

/**
 * Erasure (P45): the links of content that was sent to this person alone may name them, and go; they
 * answer 404 from then on. Those of templates and of content that others got too are nobody's, and keep
 * working. Has to come before the person's emails lose their address.
 */
export function forgetPerson(
  tx: Tx,
  tenantId: string,
  person: { id: string; email: string },
): Promise<void> {
  return deleteLinksOfPerson(tx, tenantId, person);
}
