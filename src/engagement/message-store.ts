import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { type OpenedMessage, SCAN_SECONDS } from './engagement.ts';

/**
 * A message by its ledger id, with what an event tells of it. Locked against an erasure: that waits for the
 * open or click, and takes it too; one that comes later finds no address.
 */
export async function findMessageRow(
  tx: Tx,
  tenantId: string,
  id: number,
): Promise<OpenedMessage | undefined> {
  const { rows } = await sql<OpenedMessage>`
    select m.id, m.campaign_id as "campaignId", m.contact_id as "contactId", m.address,
           e.id as "emailId", m.status, coalesce(e.subject, k.subject, v.subject) as subject,
           coalesce(e.tags, '{}') as tags, coalesce(e.metadata, '{}') as metadata,
           m.template_version_id as "templateVersionId",
           coalesce(e.link_source, m.template_version_id) as "sourceId",
           m.finished_at as "acceptedAt",
           coalesce(m.finished_at > now() - ${SCAN_SECONDS} * interval '1 second', true) as "isFresh",
           t.track_opens as "tracksOpens", t.track_clicks as "tracksClicks"
    from messages m
    join tenants t on t.id = ${tenantId}
    left join emails e
      on m.campaign_id is null and e.tenant_id = ${tenantId} and e.message_id = m.id
    left join campaigns k on k.tenant_id = ${tenantId} and k.id = m.campaign_id
    left join template_versions v on v.tenant_id = ${tenantId} and v.id = m.template_version_id
    where m.tenant_id = ${tenantId} and m.id = ${id}
    for share of m`.execute(tx);
  return rows[0];
}
