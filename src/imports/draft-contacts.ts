import { type Applied, changesOf, openBook, upsertInto } from '../contacts/contact-book.ts';
import type { Upsert } from '../contacts/contact-input.ts';
import { erasedAmong, touchedBy } from '../contacts/save-contacts.ts';
import type { Tx } from '../db/database.ts';
import { selectDrafts, upsertDrafts } from './draft-store.ts';

/**
 * What upserts would do, after those that this dry run has seen before. Contacts stay as they are; what
 * they would have become is kept as drafts until the dry run ends.
 */
export async function draftAll(
  tx: Tx,
  tenantId: string,
  importId: string,
  changes: Upsert[],
  suppressionKey: Buffer,
): Promise<Applied[]> {
  if (changes.length === 0) return [];
  const stored = await touchedBy(tx, tenantId, changes);
  const drafts = await selectDrafts(tx, tenantId, importId, {
    emails: changes.map(({ email }) => email),
    externalIds: changes.flatMap(({ externalId }) => externalId ?? []),
    ids: stored.map(({ id }) => id),
  });
  const drafted = new Set(drafts.map(({ id }) => id));
  const touched = [...stored.filter(({ id }) => !drafted.has(id)), ...drafts];
  const erased = await erasedAmong(tx, tenantId, suppressionKey, changes, touched);
  const book = openBook(touched, erased);
  const now = new Date();
  const applied = changes.map((change) => upsertInto(book, change, now));
  const { created, updated } = changesOf(book);
  if (created.length + updated.length > 0) {
    await upsertDrafts(tx, tenantId, importId, [...created, ...updated]);
  }
  return applied;
}
