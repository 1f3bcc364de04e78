import type { Tx } from '../db/database.ts';
import type { Tracking } from '../links/link.ts';
import { keepLinks } from '../links/service.ts';
import { linksIn } from '../links/track-pattern.ts';
import { findPublishedVersion } from '../templates/service.ts';
import type { Variable } from '../templates/variables.ts';
import type { ComposableEmail } from './email-program.ts';
import { findAttachments, findContent, findForSending, type SendingRow } from './sending-store.ts';

/** What an email says, before it is compiled. */
export type Source = { html: string; text: string; variables: readonly Variable[] };

/** An email as a worker needs it. `content.key` stands for what it says: the same key, the same words. */
export type EmailToSend = {
  messageId: number;
  size: number;
  from: { address: string; name: string };
  replyTo: string | null;
  tracking: Tracking;
  content: { key: string; versionId: string | null; contentId: string | null };
  composable: ComposableEmail;
};

/** The emails behind these messages, with their files. What was erased meanwhile is missing. */
export async function loadEmails(
  tx: Tx,
  tenantId: string,
  messageIds: number[],
): Promise<EmailToSend[]> {
  const rows = await findForSending(tx, tenantId, messageIds);
  const contentIds = rows.flatMap(({ contentId }) => contentId ?? []);
  const files = await findAttachments(tx, tenantId, [...new Set(contentIds)]);
  return rows.map((row) => ({
    messageId: row.messageId,
    size: row.size,
    from: { address: row.fromAddress, name: row.fromName },
    replyTo: row.replyTo,
    tracking: { opens: row.tracksOpens, clicks: row.tracksClicks },
    content: { key: contentKey(row), versionId: row.versionId, contentId: row.contentId },
    composable: {
      ...row,
      tenantId,
      attachments: files.filter(({ contentId }) => contentId === row.contentId),
    },
  }));
}

/**
 * Null when it is gone: its version was unpublished or deleted since. Where the links of a version lead is
 * kept here; those of an email's own content were kept when it was asked for.
 */
export async function loadSource(
  tx: Tx,
  tenantId: string,
  { content, tracking }: EmailToSend,
): Promise<Source | null> {
  if (content.contentId !== null) {
    const found = await findContent(tx, tenantId, content.contentId);
    return found ? { ...found, variables: [] } : null;
  }
  const version = await findPublishedVersion(tx, tenantId, content.versionId ?? '');
  if (!version) return null;
  const { id, publishedHtml: html, publishedText: text, variables } = version;
  if (tracking.clicks) await keepLinks(tx, tenantId, id, linksIn(html));
  return { html, text, variables };
}

function contentKey({ hash, versionId, publishedAt }: SendingRow): string {
  if (hash !== null) return hash.toString('base64');
  return `${versionId} ${publishedAt?.toISOString() ?? ''}`;
}
