import { expect } from 'vitest';
import type { MessageState, Stats } from '../../src/messages/message.ts';
import type { ModelCampaign } from './campaign.ts';
import type { Row, Seen } from './ledger.ts';
import type { Taken } from './relay.ts';
import type { World } from './world.ts';

/**
 * P4 and what belongs to it, after each step: counts, ledger and relay don't contradict each other.
 * `before` is what the relay had taken when the ledger was asked; by now it may have taken more.
 */
export function checkLedgers(world: World, before: Taken[]): void {
  for (const campaign of world.campaigns) {
    const seen = world.seenOf(campaign);
    if (!seen) continue;
    checkCounts(seen);
    checkAudience(campaign, seen);
    for (const row of seen.rows) checkCopies(campaign, row, copiesOf(row, before), world.taken);
  }
  checkWhoLeft(world);
}

/** The identity, the ledger behind it, and nobody waiting in a campaign that has ended. */
export function checkCounts({ status, stats, rows }: Seen): void {
  const { audience, ...parts } = stats;
  expect(Object.values(parts).reduce((sum, n) => sum + n)).toBe(audience);
  const counted: Stats = {
    ...{ audience: rows.length, queued: 0, sending: 0, deferred: 0, sent: 0 },
    ...{ failed: 0, skipped: 0, cancelled: 0, unknown: 0 },
  };
  for (const row of rows) counted[row.status.toLowerCase() as keyof Stats] += 1;
  expect(stats).toEqual(counted);
  const waiting: MessageState[] = ['QUEUED', 'DEFERRED'];
  // In flight at the relay when the campaign was cancelled: it ends as the relay says.
  const ended = { SENT: [...waiting, 'SENDING'], CANCELLED: waiting }[status as 'SENT'] ?? [];
  expect(
    rows.filter((row) => ended.includes(row.status)),
    `waiting while ${status}`,
  ).toEqual([]);
}

function checkAudience({ id, audience, isFrozen }: ModelCampaign, { rows }: Seen): void {
  const ids = rows.map(({ contactId }) => contactId);
  const { may = new Set<string>(), must = new Set<string>() } = audience ?? {};
  expect(
    ids.filter((one) => !may.has(one)),
    `not in the audience of ${id}`,
  ).toEqual([]);
  if (!isFrozen) return;
  expect(
    [...must].filter((one) => !ids.includes(one)),
    `missing in ${id}`,
  ).toEqual([]);
}

/** No state says more than is known, and nobody who may know it is sent a second copy. */
function checkCopies(campaign: ModelCampaign, row: Row, before: Taken[], after: Taken[]): void {
  const copies = copiesOf(row, after);
  const told = copies.filter((copy) => copy.told);
  const what = `message ${row.id}, ${row.status}: ${JSON.stringify(copies)}`;
  expect(told.length, `told twice: ${what}`).toBeLessThanOrEqual(1);
  expect(copies.length, `too often: ${what}`).toBeLessThanOrEqual(2 + campaign.again);
  if (row.status === 'SENT') return void expect(copies.length, what).toBeGreaterThan(0);
  if (row.status === 'SKIPPED' || row.status === 'CANCELLED') {
    expect(copies, what).toEqual([]);
    return;
  }
  if (row.status !== 'SENDING')
    expect(
      before.filter((copy) => copy.told),
      what,
    ).toEqual([]);
}

function checkWhoLeft(world: World): void {
  for (const person of world.people) {
    if (!person.left) continue;
    const since = world.attemptsFor(person) - person.left.attempts;
    expect(since, `attempts for ${person.address}, who left`).toBeLessThanOrEqual(
      person.left.excused,
    );
  }
}

function copiesOf({ id }: Row, taken: Taken[]): Taken[] {
  return taken.filter(({ messageId }) => messageId === id);
}
