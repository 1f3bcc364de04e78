import type { Tx } from '../db/database.ts';
import type { Person } from '../events/person.ts';
import { emailLogId } from '../messages/message.ts';
import { type HitRow, listHitsOf } from './person-store.ts';

/** One open or click of a person, under the id of the message in the log. */
export type Hit = Omit<HitRow, 'messageId' | 'emailId'> & { emailLogId: string };

/** All that is kept of a person's opens and clicks, also what no event tells of; the newest first. */
export async function hitsOf(
  tx: Tx,
  tenantId: string,
  person: Person,
  limit: number,
): Promise<Hit[]> {
  const rows = await listHitsOf(tx, tenantId, person, limit);
  return rows.map(({ messageId, emailId, ...hit }) => ({
    ...{ emailLogId: emailId ?? emailLogId(messageId), ...hit },
  }));
}
