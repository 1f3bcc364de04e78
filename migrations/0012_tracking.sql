-- Open and click tracking. Off unless a tenant asks for it; a campaign or an email may only switch off
-- what its tenant has on (P47).

alter table tenants
  add column track_opens  boolean not null default false,
  add column track_clicks boolean not null default false;

alter table campaigns
  add column track_opens  boolean not null default true,
  add column track_clicks boolean not null default true;

alter table emails
  -- As it was decided when the email was asked for.
  add column track_opens  boolean not null default false,
  add column track_clicks boolean not null default false,
  -- Under which source the links of its own content are kept; null: under its template version.
  add column link_source  uuid;
create index emails_by_link_source on emails (tenant_id, link_source) where link_source is not null;

-- Where a click leads. A source is a template version, or content that came with a request. Rows are
-- added and never changed, so a link of a message works as long as its reader keeps it; an erasure
-- takes those of content that nobody else got.
create table tracked_links (
  tenant_id  uuid not null,
  source_id  uuid not null,
  link_id    text not null check (length(link_id) = 16),
  url        text not null check (length(url) between 8 and 8192),
  created_at timestamptz not null default now(),
  primary key (tenant_id, source_id, link_id)
);

-- Who opened or clicked what: a row per message that anything or anybody did. opened_at and clicked_at
-- are the first times of a person; what machines did is counted apart and drives nothing (P47).
create table message_engagement (
  tenant_id        uuid not null,
  message_id       bigint not null,
  campaign_id      uuid,
  contact_id       uuid,
  opened_at        timestamptz,
  last_opened_at   timestamptz,
  clicked_at       timestamptz,
  last_clicked_at  timestamptz,
  opens            integer not null default 0 check (opens >= 0),
  clicks           integer not null default 0 check (clicks >= 0),
  automated_opens  integer not null default 0 check (automated_opens >= 0),
  automated_clicks integer not null default 0 check (automated_clicks >= 0),
  primary key (tenant_id, message_id),
  constraint opened_has_time check ((opens > 0) = (opened_at is not null)),
  constraint clicked_has_time check ((clicks > 0) = (clicked_at is not null))
) with (fillfactor = 80);
create index message_engagement_of_campaign on message_engagement (tenant_id, campaign_id, contact_id)
  where campaign_id is not null;
create index message_engagement_of_contact on message_engagement (tenant_id, contact_id)
  where contact_id is not null;

-- The single opens and clicks of a message, with where they came from: personal data, kept for a time.
create table message_hits (
  tenant_id  uuid not null,
  id         uuid not null,
  message_id bigint not null,
  kind       text not null check (kind in ('open', 'click')),
  link_id    text,
  -- Null: a click that isn't judged yet.
  automated  boolean,
  user_agent text check (length(user_agent) <= 500),
  ip         text check (length(ip) <= 64),
  -- The event that told of it; null when none did.
  event_id   uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint click_has_link check ((kind = 'click') = (link_id is not null)),
  constraint open_is_judged check (kind = 'click' or automated is not null),
  constraint automated_is_not_told check (event_id is null or not automated)
);
create index message_hits_of_message on message_hits (tenant_id, message_id, created_at);
create index message_hits_by_age on message_hits (created_at);

-- Counts of a campaign, in parts by the message's id, so that readers who open at the same moment
-- rarely wait for each other's row.
create table campaign_engagement (
  tenant_id        uuid not null,
  campaign_id      uuid not null,
  part             smallint not null check (part between 0 and 15),
  opens            bigint not null default 0,
  unique_opens     bigint not null default 0,
  clicks           bigint not null default 0,
  unique_clicks    bigint not null default 0,
  automated_opens  bigint not null default 0,
  automated_clicks bigint not null default 0,
  primary key (tenant_id, campaign_id, part)
) with (fillfactor = 50);

do $$
declare
  t text;
begin
  foreach t in array array['tracked_links', 'message_engagement', 'message_hits', 'campaign_engagement'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy own_tenant on %I using ((select crosses_tenants()) or tenant_id = (select current_tenant()))', t);
  end loop;
end
$$;
