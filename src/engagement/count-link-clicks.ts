import type { Click } from './judge-clicks.ts';

/** Clicks of one link that are new; `isFirst`: nobody had clicked it in this message before. */
export type LinkClicks = { linkId: string; clicks: number; isFirst: boolean };

/** A message's new clicks of persons by link, among all clicks it has; in the order of the links' ids. */
export function countLinkClicks(clicks: readonly Click[], persons: readonly Click[]): LinkClicks[] {
  const before = new Set(
    clicks.filter(({ automated }) => automated === false).map(({ linkId }) => linkId),
  );
  const counts = new Map<string, number>();
  for (const { linkId } of persons) counts.set(linkId, (counts.get(linkId) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([linkId, count]) => ({ linkId, clicks: count, isFirst: !before.has(linkId) }));
}
