import { SCAN_SECONDS } from './engagement.ts';

/** One click of a message; `automated` is null until it is judged. */
export type Click = {
  id: string;
  linkId: string;
  automated: boolean | null;
  createdAt: Date;
};

/** Clicks this close together are one visit of a scanner, when they are of several links. */
export const BURST_MS = 1_000;

/** So many different links in one burst are no person's clicks, whatever else the message has. */
const MANY_LINKS = 3;

/**
 * Judges the clicks of one message that aren't judged yet: those before or right after its acceptance,
 * and those that come together with clicks of its other links (all it has, or three), are a scanner's.
 * A click of the only link is never one of several.
 */
export function judgeClicks(
  clicks: readonly Click[],
  message: { acceptedAt: Date | null; links: number },
): { id: string; automated: boolean }[] {
  const many = Math.max(2, Math.min(MANY_LINKS, message.links));
  return clicks
    .filter(({ automated }) => automated === null)
    .map((click) => ({
      id: click.id,
      automated: isEarly(click, message.acceptedAt) || linksAround(click, clicks) >= many,
    }));
}

function isEarly({ createdAt }: Click, acceptedAt: Date | null): boolean {
  if (acceptedAt === null) return true;
  return createdAt.getTime() < acceptedAt.getTime() + SCAN_SECONDS * 1_000;
}

/** The most links that were clicked within one BURST_MS around this click. */
function linksAround({ createdAt }: Click, clicks: readonly Click[]): number {
  const at = createdAt.getTime();
  const times = clicks.map((other) => ({ linkId: other.linkId, at: other.createdAt.getTime() }));
  const begins = times.filter((other) => other.at <= at && at - other.at <= BURST_MS);
  const counts = begins.map((first) => {
    const within = times.filter((t) => t.at >= first.at && t.at - first.at <= BURST_MS);
    return new Set(within.map(({ linkId }) => linkId)).size;
  });
  return Math.max(0, ...counts);
}
