import type { Tx } from '../db/database.ts';
import { recordEvents } from '../events/service.ts';
import { countLinks } from '../links/service.ts';
import { count } from './count.ts';
import { countLinkClicks } from './count-link-clicks.ts';
import { TOLD_SECONDS } from './engagement.ts';
import { hitEvent } from './hit-event.ts';
import { BURST_MS, judgeClicks } from './judge-clicks.ts';
import { addLinkClicks } from './link-clicks-store.ts';
import { findMessageRow } from './message-store.ts';
import { type ClickRow, listClicks, lockEngagement, setJudged } from './store.ts';

/** After so long, all clicks that may belong together are there. */
export const SETTLE_MS = BURST_MS + 500;

/**
 * Decides which clicks of a message were a person's, counts them, and tells of each link once a minute
 * at most. What machines clicked is counted apart and told to nobody (P47). True when some clicks are
 * too young to be judged.
 */
export async function judgeMessage(tx: Tx, tenantId: string, messageId: number): Promise<boolean> {
  const message = await findMessageRow(tx, tenantId, messageId);
  if (!message || message.address === null || message.sourceId === null) return false;
  await lockEngagement(tx, tenantId, message);
  const { sourceId, acceptedAt } = message;
  const clicks = await listClicks(tx, tenantId, messageId, sourceId, SETTLE_MS);
  const links = await countLinks(tx, tenantId, sourceId);
  const byId = new Map(clicks.map((click) => [click.id, click]));
  const verdicts = judgeClicks(clicks, { acceptedAt, links }).filter(
    ({ id }) => byId.get(id)!.isSettled,
  );
  const told = toldClicks(clicks, verdicts);
  const events = told.map(({ linkId, url, createdAt }) =>
    hitEvent(message, 'email.clicked', createdAt, { linkUrl: url, linkId }),
  );
  const eventOf = new Map(told.map(({ id }, i) => [id, events[i]!.id]));
  const judged = verdicts.map((one) => ({ ...one, eventId: eventOf.get(one.id) ?? null }));
  await setJudged(tx, tenantId, judged);
  const persons = verdicts.filter(({ automated }) => !automated).map(({ id }) => byId.get(id)!);
  await count(tx, tenantId, message, {
    ...{ kind: 'click', persons: persons.length, machines: verdicts.length - persons.length },
    at: persons[0]?.createdAt ?? null,
  });
  if (message.campaignId !== null) {
    const clicked = countLinkClicks(clicks, persons);
    await addLinkClicks(
      tx,
      tenantId,
      { ...message, sourceId, campaignId: message.campaignId },
      clicked,
    );
  }
  await recordEvents(tx, tenantId, events);
  return clicks.some(({ automated, isSettled }) => automated === null && !isSettled);
}

/** Of the persons' clicks those that are told: none within TOLD_SECONDS after another of its link. */
function toldClicks(
  clicks: readonly ClickRow[],
  verdicts: readonly { id: string; automated: boolean }[],
): ClickRow[] {
  const persons = new Set(verdicts.filter((one) => !one.automated).map(({ id }) => id));
  const last = new Map<string, number>();
  return clicks.filter(({ id, linkId, toldAt, createdAt }) => {
    const at = createdAt.getTime();
    const isNew = at - (last.get(linkId) ?? 0) >= TOLD_SECONDS * 1_000;
    const tells = persons.has(id) && isNew;
    if (tells || toldAt !== null) last.set(linkId, at);
    return tells;
  });
}
