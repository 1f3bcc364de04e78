import type { Tx } from '../db/database.ts';
import { countReaders } from '../messages/hourly-counts.ts';
import type { OpenedMessage } from './engagement.ts';
import { type Counted, countOnCampaign, countOnMessage } from './store.ts';

/** Moves the counts of a message, whose row is locked, and of its campaign. */
export async function count(
  tx: Tx,
  tenantId: string,
  { id, campaignId }: Pick<OpenedMessage, 'id' | 'campaignId'>,
  counted: Counted,
): Promise<void> {
  if (counted.persons + counted.machines === 0) return;
  const isFirst = await countOnMessage(tx, tenantId, id, counted);
  if (campaignId === null) return;
  await countOnCampaign(tx, tenantId, campaignId, id, counted, isFirst);
  const { kind, persons } = counted;
  if (persons === 0) return;
  const unique = isFirst ? 1 : 0;
  const counts =
    kind === 'open'
      ? { opens: persons, uniqueOpens: unique }
      : { clicks: persons, uniqueClicks: unique };
  await countReaders(tx, tenantId, campaignId, id % 16, counts);
}
