import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Comparison, Operator } from './filter.ts';
import { daysBefore } from './value-condition.ts';

/** Whether an upload brought the contact: one of these imports has it among its rows. */
export function importCondition({ op, value }: Comparison): RawBuilder<SqlBool> {
  const brought = sql<SqlBool>`exists (
    select from contact_import_members i
    where i.tenant_id = c.tenant_id and i.import_id = any(${[value].flat()}::uuid[])
      and i.contact_id = c.id)`;
  return op === 'notIn' ? sql`not ${brought}` : brought;
}

/** What became of the contact's copies of campaigns. */
export function activityCondition(
  { op, value }: Comparison,
  at: RawBuilder<Date>,
): RawBuilder<SqlBool> {
  if (op === 'sent') return wasSent(String(value));
  if (op === 'notMailedForDays') return wasNotMailed(daysBefore(at, Number(value)));
  return hasEngaged(op, String(value));
}

/** A copy of the campaign was accepted for the contact. */
function wasSent(campaignId: string): RawBuilder<SqlBool> {
  return sql`exists (
    select from messages m
    where m.tenant_id = c.tenant_id and m.campaign_id = ${campaignId}::uuid
      and m.contact_id = c.id and m.status = 'SENT')`;
}

function hasEngaged(op: Operator, campaignId: string): RawBuilder<SqlBool> {
  const when = op === 'clicked' ? sql`e.clicked_at` : sql`e.opened_at`;
  return sql`exists (
    select from message_engagement e
    where e.tenant_id = c.tenant_id and e.campaign_id = ${campaignId}::uuid
      and e.contact_id = c.id and ${when} is not null)`;
}

/**
 * No campaign's copy was accepted since. Asked of the campaigns that ran since then, a few, each by the
 * unique key of its recipients: an index of messages by contact, or a column of contacts, would cost
 * every message that is sent. A day more, for copies whose result came after a cancel.
 */
function wasNotMailed(since: RawBuilder<Date>): RawBuilder<SqlBool> {
  return sql`not exists (
    select from messages m
    where m.tenant_id = c.tenant_id
      and m.campaign_id = any(array(
        select k.id from campaigns k
        where k.tenant_id = current_tenant() and k.started_at is not null
          and (k.finished_at is null or k.finished_at > ${since} - interval '24 hours')))
      and m.contact_id = c.id and m.status = 'SENT' and m.finished_at > ${since})`;
}
