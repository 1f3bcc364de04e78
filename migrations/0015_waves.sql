-- Delivery in each person's own time (docs/decisions, "waves").

-- A zone of the IANA database by its one name (lib/time-zone.ts); null: the campaign's.
alter table contacts add column timezone text check (length(timezone) between 1 and 64);
-- Which zones a tenant's people live in, and whether anybody is in one; no cost without zones.
create index contacts_by_timezone on contacts (tenant_id, timezone) where timezone is not null;

alter table campaigns
  -- 'recipient': at the wall time `scheduled_local` of each contact's zone, `timezone` for who has none;
  -- `scheduled_at` is the instant in `timezone`.
  add column deliver_at text not null default 'instant' check (deliver_at in ('instant', 'recipient')),
  -- What happens to those whose moment had passed by `passed_until`, the last time that somebody looked.
  add column if_passed text not null default 'send' check (if_passed in ('send', 'skip')),
  add column passed_until timestamptz,
  -- When a person said go to one that had stopped; lateness counts from here.
  add column resumed_at timestamptz,
  add constraint recipient_has_wall_time check (
    deliver_at = 'instant'
    or (scheduled_local is not null and timezone is not null and passed_until is not null));

-- One wave per zone. Its messages have ids of a range of its own, and the ranges follow each other in
-- the order of the waves, so that a wave begins by moving `open_to` behind its range: claims step over
-- the ledger as they do without waves, no row is written for it.
create table campaign_waves (
  tenant_id   uuid not null,
  campaign_id uuid not null,
  place       integer not null check (place >= 0),
  timezone    text not null check (length(timezone) between 1 and 64),
  due_at      timestamptz not null,
  status      text not null default 'PENDING' check (
    status in ('PENDING', 'SENDING', 'SKIPPED', 'CANCELLED')),
  -- How many people it has, and the ids that are set aside for them.
  count       bigint not null default 0 check (count >= 0),
  first_id    bigint not null,
  last_id     bigint not null,
  -- Of a skipped wave: up to here its messages are SKIPPED.
  skipped_to  bigint,
  primary key (tenant_id, campaign_id, place),
  foreign key (tenant_id, campaign_id) references campaigns (tenant_id, id) on delete cascade,
  constraint campaign_waves_zone_unique unique (tenant_id, campaign_id, timezone),
  constraint skipped_has_mark check ((status = 'SKIPPED') = (skipped_to is not null)),
  constraint wave_has_ids check (first_id <= last_id + 1)
);
alter table campaign_waves enable row level security;
alter table campaign_waves force row level security;
create policy own_tenant on campaign_waves
  using ((select crosses_tenants()) or tenant_id = (select current_tenant()));

alter table campaign_progress
  -- The last id that may be claimed; null: all that are frozen, for a campaign without waves.
  add column open_to bigint,
  -- How many of the queued ones belong to waves that haven't begun.
  add column ahead bigint not null default 0 check (ahead >= 0),
  add constraint ahead_is_queued check (ahead <= queued),
  add constraint claimed_is_open check (claimed_to <= open_to);
