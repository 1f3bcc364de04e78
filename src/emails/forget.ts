import type { Tx } from '../db/database.ts';
import { forgetSingles } from '../messages/forget.ts';
import { BODY_DAYS } from './email.ts';
import { blankEmails, deleteUnusedContents, type Freed, freeBodies } from './forget-store.ts';

const PAGE = 1_000;

/**
 * Erasure (P45): of a person's emails stays that they were sent, not to whom, nor with what subject,
 * values or content. Content of a batch stays as long as others have it too; it isn't this person's.
 */
export async function forgetPerson(
  tx: Tx,
  tenantId: string,
  person: { id: string; email: string },
): Promise<void> {
  const freed = await blankEmails(tx, tenantId, person);
  await forgetSingles(
    tx,
    tenantId,
    freed.map(({ messageId }) => messageId),
  );
  await deleteContents(tx, freed);
}

/**
 * Takes content and values from emails that ended BODY_DAYS ago: they may hold passwords and links that
 * let people in. Repeated until there are none. Crosses tenants.
 */
export async function forgetBodies(tx: Tx): Promise<void> {
  for (let count = PAGE; count === PAGE; ) {
    count = await tx.transaction().execute(async (page) => {
      const freed = await freeBodies(page, BODY_DAYS, PAGE);
      await deleteContents(page, freed);
      return freed.length;
    });
  }
}

async function deleteContents(tx: Tx, freed: Freed[]): Promise<void> {
  const contents = freed.flatMap(({ tenantId, contentId }) =>
    contentId === null ? [] : [{ tenantId, contentId }],
  );
  if (contents.length > 0) await deleteUnusedContents(tx, contents);
}
