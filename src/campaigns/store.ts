import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Filter } from '../contacts/filter/filter.ts';
import type { Tx } from '../db/database.ts';
import type { Campaign } from './campaign.ts';
import { STALLED, type Stalled } from './stalled.ts';
import type { DeliverAt, IfPassed } from './wave.ts';

/** A campaign as it is stored, with its counts. */
export type CampaignRow = Omit<Campaign, 'rate' | 'eta' | 'stalledSince'> & {
  mode: 'live' | 'test';
  /** The wall time that was asked for; in its own zone, or with `recipient` in every one. */
  scheduledLocal: string | null;
  /** See campaign_waves in the migration; null without waves. */
  passedUntil: Date | null;
  resumedAt: Date | null;
  /** Of a running campaign with waves to come. */
  toCome: WavesToCome | null;
  /** Of a running campaign in which nothing moves though something could. */
  stalled: Stalled | null;
  missedAt: Date | null;
  /** Since when it waits for a person's word, because the database slept (P13); null: it doesn't. */
  heldAt: Date | null;
  fannedOutAt: Date | null;
  /** Seconds from the start until now or the end, by the database's clock. */
  runningSeconds: number | null;
};

/** The next wave, when the last one begins, and how many messages wait for theirs. */
export type WavesToCome = { timezone: string; dueAt: string; lastDueAt: string; ahead: number };

const COLUMNS = sql`
  k.id, k.name, k.template_version_id as "templateVersionId", (
    select v.template_id from template_versions v
    where v.tenant_id = k.tenant_id and v.id = k.template_version_id) as "templateId", k.subject,
  k.audience_filter as "audienceFilter", k.project_id as "projectId", k.rate_limit as "rateLimit", k.timezone,
  k.unsubscribe_lang as "unsubscribeLang", k.track_opens as "trackOpens",
  k.track_clicks as "trackClicks", k.status, k.mode, k.scheduled_at as "scheduledAt",
  k.scheduled_local as "scheduledLocal", k.deliver_at as "deliverAt",
  case when k.deliver_at = 'recipient' then k.if_passed end as "ifPassed",
  k.passed_until as "passedUntil", k.resumed_at as "resumedAt",
  case when k.deliver_at = 'recipient' and k.status = 'SENDING' then (
    select json_build_object('timezone', (array_agg(w.timezone order by w.place))[1],
                             'dueAt', min(w.due_at), 'lastDueAt', max(w.due_at), 'ahead', p.ahead)
    from campaign_waves w
    where w.tenant_id = k.tenant_id and w.campaign_id = k.id and w.status = 'PENDING'
    having count(*) > 0) end as "toCome", ${STALLED} as stalled,
  k.missed_at as "missedAt", k.held_at as "heldAt", k.started_at as "startedAt", k.fanned_out_at as "fannedOutAt",
  k.finished_at as "finishedAt", k.reason, k.created_at as "createdAt", k.updated_at as "updatedAt",
  extract(epoch from coalesce(k.finished_at, now()) - k.started_at)::float8 as "runningSeconds",
  json_build_object('audience', p.audience, 'queued', p.queued, 'sending', p.sending,
    'deferred', p.deferred, 'sent', p.sent, 'failed', p.failed, 'skipped', p.skipped,
    'cancelled', p.cancelled, 'unknown', p.unknown) as stats,
  (select json_build_object('opens', coalesce(sum(g.opens), 0),
            'uniqueOpens', coalesce(sum(g.unique_opens), 0), 'clicks', coalesce(sum(g.clicks), 0),
            'uniqueClicks', coalesce(sum(g.unique_clicks), 0),
            'automatedOpens', coalesce(sum(g.automated_opens), 0),
            'automatedClicks', coalesce(sum(g.automated_clicks), 0))
   from campaign_engagement g
   where g.tenant_id = k.tenant_id and g.campaign_id = k.id) as engagement`;

const SOURCE = sql`
  campaigns k join campaign_progress p on p.tenant_id = k.tenant_id and p.campaign_id = k.id`;

export async function findCampaignRow(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<CampaignRow | undefined> {
  const { rows } = await sql<CampaignRow>`
    select ${COLUMNS} from ${SOURCE} where k.tenant_id = ${tenantId} and k.id = ${id}`.execute(tx);
  return rows[0];
}

/** Locks the campaign, so that what is checked is what is changed; claims wait meanwhile. */
export async function lockCampaignRow(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<CampaignRow | undefined> {
  const { rows } = await sql<CampaignRow>`
    select ${COLUMNS} from ${SOURCE}
    where k.tenant_id = ${tenantId} and k.id = ${id} for no key update of k`.execute(tx);
  return rows[0];
}

/** The campaign if it is running, locked against a cancel or pause but not against claims. */
export async function shareRunningRow(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<CampaignRow | undefined> {
  const { rows } = await sql<CampaignRow>`
    select ${COLUMNS} from ${SOURCE}
    where k.tenant_id = ${tenantId} and k.id = ${id} and k.status in ('SENDING', 'PAUSED')
    for share of k`.execute(tx);
  return rows[0];
}

/** `q` is looked for in the name, without regard to case; '' finds all. */
export type CampaignListFilter = { status: string | null; q: string };

export async function listCampaignRows(
  tx: Tx,
  tenantId: string,
  { status, q, limit, offset }: CampaignListFilter & { limit: number; offset: number },
): Promise<CampaignRow[]> {
  const { rows } = await sql<CampaignRow>`
    select ${COLUMNS} from ${SOURCE}
    where k.tenant_id = ${tenantId} and (${status}::text is null or k.status = ${status})
      and strpos(lower(k.name), lower(${q})) > 0
    order by k.created_at desc, k.id desc
    limit ${limit} offset ${offset}`.execute(tx);
  return rows;
}

export async function countCampaigns(
  tx: Tx,
  tenantId: string,
  { status, q }: CampaignListFilter,
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from campaigns
    where tenant_id = ${tenantId} and (${status}::text is null or status = ${status})
      and strpos(lower(name), lower(${q})) > 0`.execute(tx);
  return rows[0]!.total;
}

/** What its author decides, and nothing else. */
export type CampaignContent = Pick<
  Campaign,
  | 'name'
  | 'templateVersionId'
  | 'subject'
  | 'audienceFilter'
  | 'projectId'
  | 'rateLimit'
  | 'timezone'
  | 'unsubscribeLang'
  | 'trackOpens'
  | 'trackClicks'
>;

export async function insertCampaign(
  tx: Tx,
  tenantId: string,
  id: string,
  content: CampaignContent,
): Promise<void> {
  await sql`
    with campaign as (
      insert into campaigns (tenant_id, id, name, template_version_id, subject, audience_filter,
                             project_id, rate_limit, timezone, unsubscribe_lang, track_opens,
                             track_clicks)
      values (${tenantId}, ${id}, ${content.name}, ${content.templateVersionId},
              ${content.subject}, ${JSON.stringify(content.audienceFilter)}::jsonb,
              ${content.projectId}, ${JSON.stringify(content.rateLimit)}::jsonb,
              ${content.timezone}, ${content.unsubscribeLang}, ${content.trackOpens},
              ${content.trackClicks})
    )
    insert into campaign_progress (tenant_id, campaign_id) values (${tenantId}, ${id})`.execute(tx);
}

export async function updateCampaignContent(
  tx: Tx,
  tenantId: string,
  id: string,
  content: CampaignContent,
): Promise<void> {
  await sql`
    update campaigns
    set name = ${content.name}, template_version_id = ${content.templateVersionId},
        subject = ${content.subject}, audience_filter = ${JSON.stringify(content.audienceFilter)}::jsonb,
        project_id = ${content.projectId},
        rate_limit = ${JSON.stringify(content.rateLimit)}::jsonb, timezone = ${content.timezone},
        unsubscribe_lang = ${content.unsubscribeLang}, track_opens = ${content.trackOpens},
        track_clicks = ${content.trackClicks}, updated_at = now()
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

export async function deleteCampaignRow(tx: Tx, tenantId: string, id: string): Promise<void> {
  await sql`delete from campaigns where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/** When it is to start; `passedUntil` is now for one in each person's own time, else null. */
export type Appointment = {
  instant: Date;
  local: string;
  timezone: string;
  deliverAt: DeliverAt;
  ifPassed: IfPassed;
  passedUntil: Date | null;
};

export async function setScheduled(
  tx: Tx,
  tenantId: string,
  id: string,
  when: Appointment & { mode: string },
): Promise<void> {
  await sql`
    update campaigns
    set status = 'SCHEDULED', scheduled_at = ${when.instant}, scheduled_local = ${when.local},
        timezone = ${when.timezone}, deliver_at = ${when.deliverAt}, if_passed = ${when.ifPassed},
        passed_until = ${when.passedUntil}, resumed_at = null, mode = ${when.mode}, missed_at = null,
        held_at = null, reason = null, updated_at = now()
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

export async function setSending(
  tx: Tx,
  tenantId: string,
  id: string,
  mode: string,
  segments: Record<string, Filter> | null,
): Promise<void> {
  const frozen = segments && JSON.stringify(segments);
  await sql`
    update campaigns
    set status = 'SENDING', mode = ${mode}, started_at = now(), frozen_segments = ${frozen}::jsonb,
        held_at = null, reason = null, updated_at = now()
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/** The segments that a campaign started with; null: it names none, or hasn't started. */
export async function findFrozenSegments(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<Record<string, Filter> | null> {
  const { rows } = await sql<{ segments: Record<string, Filter> | null }>`
    select frozen_segments as segments from campaigns
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
  return rows[0]?.segments ?? null;
}

/** Campaigns in whose frozen segments one of these texts stands, in any case. */
export async function findFrozenNaming(
  tx: Tx,
  tenantId: string,
  texts: string[],
): Promise<{ id: string; segments: Record<string, Filter> }[]> {
  const { rows } = await sql<{ id: string; segments: Record<string, Filter> }>`
    select k.id, k.frozen_segments as segments from campaigns k
    where k.tenant_id = ${tenantId} and k.frozen_segments is not null and exists (
      select from unnest(${texts}::text[]) as t (text)
      where position(t.text in lower(k.frozen_segments::text)) > 0)`.execute(tx);
  return rows;
}

export async function replaceFrozenSegments(
  tx: Tx,
  tenantId: string,
  id: string,
  segments: Record<string, Filter>,
): Promise<void> {
  await sql`
    update campaigns set frozen_segments = ${JSON.stringify(segments)}::jsonb
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

export async function setCancelled(tx: Tx, tenantId: string, id: string): Promise<void> {
  await sql`
    update campaigns
    set status = 'CANCELLED', finished_at = now(), held_at = null, reason = null,
        updated_at = now()
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/** SENDING → PAUSED, and why. */
export async function setPaused(
  tx: Tx,
  tenantId: string,
  id: string,
  reason: string,
): Promise<void> {
  await sql`
    update campaigns
    set status = 'PAUSED', held_at = null, reason = ${reason}, updated_at = now()
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/** PAUSED → SENDING. */
export async function setResumed(tx: Tx, tenantId: string, id: string): Promise<void> {
  await sql`
    with resumed as (
      update campaigns
      set status = 'SENDING', held_at = null, reason = null, updated_at = now()
      where tenant_id = ${tenantId} and id = ${id}
    )
    update campaign_progress set moved_at = now()
    where tenant_id = ${tenantId} and campaign_id = ${id}`.execute(tx);
}

/** An ended campaign has messages to send again. */
export async function setSendingAgain(tx: Tx, tenantId: string, id: string): Promise<void> {
  await sql`
    update campaigns
    set status = 'SENDING', finished_at = null, reason = null, updated_at = now()
    where tenant_id = ${tenantId} and id = ${id} and status = 'SENT'`.execute(tx);
}

/** A start that nobody could make within the hour: a person decides (P12). */
export async function setMissed(
  tx: Tx,
  tenantId: string,
  id: string,
  reason: string,
): Promise<void> {
  await sql`
    update campaigns set missed_at = now(), reason = ${reason}, updated_at = now()
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/** Somebody looked which moments have passed: see `passed_until` in the migration. */
export async function setPassedUntil(
  tx: Tx,
  tenantId: string,
  id: string,
  passedUntil: Date,
): Promise<void> {
  await sql`
    update campaigns set passed_until = greatest(passed_until, ${passedUntil}::timestamptz)
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/**
 * A campaign with waves begins, or goes on by a person's word, at `now`: lateness counts from there, and
 * what was due by `passedUntil` has passed.
 */
export async function setGone(
  tx: Tx,
  tenantId: string,
  id: string,
  { now, passedUntil }: { now: Date; passedUntil: Date },
): Promise<void> {
  await sql`
    update campaigns
    set passed_until = greatest(passed_until, ${passedUntil}::timestamptz), resumed_at = ${now}
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/** All at once instead of in each person's own time: a person said `send`. */
export async function setDeliverAtOnce(tx: Tx, tenantId: string, id: string): Promise<void> {
  await sql`
    update campaigns set deliver_at = 'instant', passed_until = null
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

export async function setFannedOut(tx: Tx, tenantId: string, id: string): Promise<void> {
  await sql`
    update campaigns set fanned_out_at = now(), updated_at = now()
    where tenant_id = ${tenantId} and id = ${id} and fanned_out_at is null`.execute(tx);
}

/**
 * SENDING → SENT, if everyone has a ledger row and nothing remains. The guard is in the statement:
 * of several callers one gets true, and none before the last result is committed.
 */
export async function setSentIfDone(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update campaigns k
    set status = 'SENT', finished_at = now(), reason = null, updated_at = now()
    where k.tenant_id = ${tenantId} and k.id = ${id} and k.status = 'SENDING'
      and k.fanned_out_at is not null
      and exists (select from campaign_progress p
                  where p.tenant_id = k.tenant_id and p.campaign_id = k.id
                    and p.queued + p.sending + p.deferred = 0)`.execute(tx);
  return numAffectedRows === 1n;
}

/** Crosses tenants: running campaigns with nothing left, which a crash kept from ending. */
export async function findUnendedCampaigns(tx: Tx): Promise<{ tenantId: string; id: string }[]> {
  const { rows } = await sql<{ tenantId: string; id: string }>`
    select k.tenant_id as "tenantId", k.id
    from campaigns k
    join campaign_progress p on p.tenant_id = k.tenant_id and p.campaign_id = k.id
    where k.status = 'SENDING' and k.fanned_out_at is not null
      and p.queued + p.sending + p.deferred = 0
    limit 100`.execute(tx);
  return rows;
}

/** People in the audience by locale, and whether the version has a published variant for it. */
export async function countByLocale(
  tx: Tx,
  tenantId: string,
  audience: RawBuilder<SqlBool>,
  suppressionKey: Buffer,
): Promise<{ locale: string | null; count: number }[]> {
  const { rows } = await sql<{ locale: string | null; count: number }>`
    select c.locale, count(*) as count from contacts c
    where c.tenant_id = ${tenantId} and ${audience}
      and not exists (
        select from suppressions s
        where s.tenant_id = ${tenantId}
          and s.address_hash = address_hash(${suppressionKey}, c.email))
    group by c.locale order by c.locale nulls last`.execute(tx);
  return rows;
}
