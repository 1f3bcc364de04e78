import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

export type EventRow = {
  id: number;
  contactId: string;
  address: string | null;
  status: 'SENT' | 'FAILED';
  reason: string | null;
  subject: string;
  templateVersionId: string;
  finishedAt: Date;
};

/** Of these messages, those finished in the current transaction, with what an event tells of them. */
export async function findForEvents(tx: Tx, tenantId: string, ids: number[]): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select m.id, m.contact_id as "contactId", m.address, m.status, m.reason,
           coalesce(k.subject, v.subject) as subject,
           m.template_version_id as "templateVersionId", m.finished_at as "finishedAt"
    from messages m
    join campaigns k on k.tenant_id = m.tenant_id and k.id = m.campaign_id
    join template_versions v on v.tenant_id = m.tenant_id and v.id = m.template_version_id
    where m.tenant_id = ${tenantId} and m.id = any(${ids}::bigint[])
      and m.status in ('SENT', 'FAILED') and m.finished_at = now()
    order by m.id`.execute(tx);
  return rows;
}

/** Which version a contact was sent in a campaign; null when it has no row in that ledger. */
export async function findSentVersion(
  tx: Tx,
  tenantId: string,
  campaignId: string,
  contactId: string,
): Promise<string | null> {
  const { rows } = await sql<{ versionId: string }>`
    select template_version_id as "versionId" from messages
    where tenant_id = ${tenantId} and campaign_id = ${campaignId}
      and contact_id = ${contactId}`.execute(tx);
  return rows[0]?.versionId ?? null;
}
