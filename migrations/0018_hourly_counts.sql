-- What became of mail by the hour (docs/decisions/0022): for reports and the overview, which must not read
-- the ledger.

-- Every change of these numbers is in the statement or transaction that makes it true. `sent` of a campaign
-- adds up to its progress; `failed` counts each time, also of messages that were sent again afterwards.
create table hourly_counts (
  tenant_id     uuid not null,
  -- All zeros: emails, which have no campaign.
  campaign_id   uuid not null,
  -- Where it begins, in UTC.
  hour          timestamptz not null,
  -- So that writers rarely wait for each other's row: 16 is the recorder's of a campaign, which has its
  -- progress to itself at that moment; 0 to 15 are readers' by their message, and emails' by their claim.
  part          smallint not null check (part between 0 and 16),
  sent          bigint not null default 0 check (sent >= 0),
  failed        bigint not null default 0 check (failed >= 0),
  opens         bigint not null default 0 check (opens >= 0),
  unique_opens  bigint not null default 0 check (unique_opens >= 0),
  clicks        bigint not null default 0 check (clicks >= 0),
  unique_clicks bigint not null default 0 check (unique_clicks >= 0),
  unsubscribed  bigint not null default 0 check (unsubscribed >= 0),
  primary key (tenant_id, campaign_id, hour, part),
  constraint hour_is_whole check (extract(epoch from hour)::bigint % 3600 = 0)
) with (fillfactor = 50);
create index hourly_counts_by_hour on hourly_counts (tenant_id, hour);

-- Persons' clicks of each link of a campaign; single clicks are kept for 90 days only. In parts by the
-- message, as campaign_engagement.
create table link_clicks (
  tenant_id     uuid not null,
  campaign_id   uuid not null,
  source_id     uuid not null,
  link_id       text not null check (length(link_id) = 16),
  part          smallint not null check (part between 0 and 15),
  clicks        bigint not null default 0 check (clicks >= 0),
  -- Messages in which it was clicked.
  unique_clicks bigint not null default 0 check (unique_clicks >= 0),
  primary key (tenant_id, campaign_id, source_id, link_id, part)
) with (fillfactor = 50);

-- What happened before there were counts.
select set_config('pressrun.tenant', '*', true);
insert into hourly_counts (tenant_id, campaign_id, hour, part, sent, failed)
select tenant_id, coalesce(campaign_id, '00000000-0000-0000-0000-000000000000'),
       date_trunc('hour', finished_at, 'UTC'), 16,
       count(*) filter (where status = 'SENT'), count(*) filter (where status = 'FAILED')
from messages
where status in ('SENT', 'FAILED')
group by 1, 2, 3;
insert into hourly_counts (tenant_id, campaign_id, hour, part, opens, unique_opens, clicks, unique_clicks,
                           unsubscribed)
select tenant_id, campaign_id, date_trunc('hour', at, 'UTC'), 0, sum(opens), sum(unique_opens), sum(clicks),
       sum(unique_clicks), sum(unsubscribed)
from (select tenant_id, campaign_id, opened_at as at, opens, 1 as unique_opens, 0 as clicks,
             0 as unique_clicks, 0 as unsubscribed
      from message_engagement where campaign_id is not null and opened_at is not null
      union all
      select tenant_id, campaign_id, clicked_at, 0, 0, clicks, 1, 0
      from message_engagement where campaign_id is not null and clicked_at is not null
      union all
      select tenant_id, campaign_id, created_at, 0, 0, 0, 0, 1
      from events where type = 'contact.unsubscribed' and campaign_id is not null) e
group by 1, 2, 3;
insert into link_clicks (tenant_id, campaign_id, source_id, link_id, part, clicks, unique_clicks)
select h.tenant_id, m.campaign_id, m.template_version_id, h.link_id, 0, count(*),
       count(distinct h.message_id)
from message_hits h
join messages m on m.tenant_id = h.tenant_id and m.id = h.message_id
where h.kind = 'click' and not h.automated and m.campaign_id is not null
group by 1, 2, 3, 4;

do $$
declare
  t text;
begin
  foreach t in array array['hourly_counts', 'link_clicks'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy own_tenant on %I using ((select crosses_tenants()) or tenant_id = (select current_tenant()))', t);
  end loop;
end
$$;
