import type { Tx } from '../db/database.ts';
import { NO_TRACKING, sourceOfContent, type Tracking } from '../links/link.ts';
import { keepLinks } from '../links/service.ts';
import { linksIn } from '../links/track-pattern.ts';
import type { TenantRow } from '../tenants/service.ts';
import type { Draft } from './email.ts';

/** What of a request's emails is seen, and under which source the links of its content are kept. */
export type TrackedEmails = { tracking: Tracking; linkSource: string | null };

/**
 * Decides what is tracked: what the tenant wants and the request doesn't switch off, and nothing of a test
 * key's. Keeps where the links of its own content lead; a template version's are kept when it is compiled.
 */
export async function trackEmails(
  tx: Tx,
  { id: tenantId, trackOpens, trackClicks }: TenantRow,
  mode: 'live' | 'test',
  { content, tracking: wanted }: Draft,
): Promise<TrackedEmails> {
  if (mode === 'test') return { tracking: NO_TRACKING, linkSource: null };
  const tracking = { opens: trackOpens && wanted.opens, clicks: trackClicks && wanted.clicks };
  const links = content && tracking.clicks ? linksIn(content.html) : [];
  if (!content || links.length === 0) return { tracking, linkSource: null };
  const linkSource = sourceOfContent(content.hash);
  await keepLinks(tx, tenantId, linkSource, links);
  return { tracking, linkSource };
}
