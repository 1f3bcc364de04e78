-- Every tenant table's primary key and every unique key begin with tenant_id, so that the schema
-- distributes by tenant on Citus without change. No triggers and no cross-tenant foreign keys for
-- the same reason.

-- Row-level security is the second wall: a transaction sees only the tenant that it named with
-- set_config('pressrun.tenant', …). '*' is the worker's setting (the functions that use it are
-- listed in docs/flow.md); no setting sees nothing.
create function current_tenant() returns uuid
  language sql stable parallel safe
  return nullif(nullif(current_setting('pressrun.tenant', true), ''), '*')::uuid;

create function crosses_tenants() returns boolean
  language sql stable parallel safe
  return coalesce(current_setting('pressrun.tenant', true) = '*', false);

-- What stands for an address in suppressions: keyed with the instance's key, so that a dump alone
-- can't be searched for known addresses.
-- Stable, as convert_to is, and not strict: so that it is inlined instead of called.
create function address_hash(key bytea, address text) returns bytea
  language sql stable parallel safe
  return sha256(key || convert_to(address, 'UTF8'));

-- The one door to the job queue. SECURITY DEFINER because the application's role can't see the
-- queue's tables: their row-level security has no policies.
create function enqueue_job(task text, payload json, job_key text, run_at timestamptz)
  returns void
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform graphile_worker.add_job(task, payload, job_key => enqueue_job.job_key,
                                  run_at => enqueue_job.run_at, job_key_mode => 'replace');
end
$$;

create function remove_job(job_key text)
  returns void
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform graphile_worker.remove_job(remove_job.job_key);
end
$$;

-- Keys made at the first start, sealed with PRESSRUN_SECRET, so that a new secret changes neither
-- unsubscribe links nor suppression hashes.
create table instance_keys (
  purpose    text primary key,
  sealed     bytea not null,
  created_at timestamptz not null default now()
);

-- Processes that claim messages or run jobs. A worker whose lease ran out is dead to the others.
create table workers (
  id             uuid primary key,
  job_worker_ids text[] not null default '{}',
  started_at     timestamptz not null default now(),
  lease_until    timestamptz not null
);

create table tenants (
  id             uuid primary key,
  name           text not null check (length(name) between 1 and 200),
  default_locale text check (default_locale in ('es', 'en', 'it', 'fr', 'ca', 'de')),
  created_at     timestamptz not null default now()
);

create table users (
  id            uuid primary key,
  email         text not null unique,
  password_hash text not null,
  created_at    timestamptz not null default now()
);

create table members (
  tenant_id  uuid not null references tenants (id),
  user_id    uuid not null references users (id),
  role       text not null check (role in ('owner', 'editor', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (tenant_id, user_id)
);

create table api_keys (
  tenant_id    uuid not null references tenants (id),
  id           uuid not null,
  name         text not null check (length(name) between 1 and 200),
  mode         text not null check (mode in ('live', 'test')),
  scopes       text[] not null,
  hash         bytea not null check (length(hash) = 32),
  prefix       text not null,
  last_four    text not null check (length(last_four) = 4),
  created_at   timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at   timestamptz,
  primary key (tenant_id, id)
);
create index api_keys_by_hash on api_keys (hash);

create table idempotency_keys (
  tenant_id     uuid not null references tenants (id),
  key           text not null check (length(key) between 1 and 255),
  request_hash  bytea not null,
  status_code   integer,
  reply         text,
  created_at    timestamptz not null default now(),
  primary key (tenant_id, key),
  constraint answered_whole check ((status_code is null) = (reply is null))
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- A sending identity of a tenant. rate_limit: at most so many messages {perSecond, perMinute,
-- perHour, perDay}; retry_window: how long a deferred message is tried.
create table projects (
  tenant_id    uuid not null references tenants (id),
  id           text not null check (length(id) between 1 and 64),
  name         text not null check (length(name) between 1 and 200),
  rate_limit   jsonb not null default '{}' check (jsonb_typeof(rate_limit) = 'object'),
  retry_window interval not null default '24 hours' check (retry_window > interval '0'),
  created_at   timestamptz not null default now(),
  primary key (tenant_id, id)
);

-- How much of a rate limit is used up in the current second, minute, hour or day of the database's
-- clock: shared by all workers, right after a restart.
create table rate_windows (
  tenant_id uuid not null references tenants (id),
  subject   text not null,
  unit      text not null check (unit in ('second', 'minute', 'hour', 'day')),
  starts_at timestamptz not null,
  used      bigint not null,
  primary key (tenant_id, subject, unit)
);

create table contacts (
  tenant_id       uuid not null references tenants (id),
  id              uuid not null,
  -- The normalised address: lower case, domain as A-label. One person, one row (P5).
  email           text not null check (length(email) between 3 and 254),
  external_id     text check (length(external_id) between 1 and 128),
  locale          text check (locale in ('es', 'en', 'it', 'fr', 'ca', 'de')),
  opt_in          boolean not null,
  attributes      jsonb not null default '{}' check (jsonb_typeof(attributes) = 'object'),
  consent_version text check (length(consent_version) between 1 and 64),
  source          text check (length(source) between 1 and 64),
  project_id      text check (length(project_id) between 1 and 64),
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  unsubscribed_at timestamptz,
  primary key (tenant_id, id),
  constraint contacts_email_unique unique (tenant_id, email),
  constraint contacts_external_id_unique unique (tenant_id, external_id),
  constraint unsubscribed_is_opted_out check (unsubscribed_at is null or not opt_in)
);
create index contacts_by_update on contacts (tenant_id, updated_at);
create index contacts_by_attributes on contacts using gin (attributes jsonb_path_ops);

-- address_hash (of the function of that name) stays when an erasure removes the address,
-- so that a later import doesn't bring the person back (P45).
create table suppressions (
  tenant_id    uuid not null references tenants (id),
  address_hash bytea not null check (length(address_hash) = 32),
  address      text,
  reason       text not null check (reason in ('bounce', 'complaint', 'unsubscribe', 'manual')),
  created_at   timestamptz not null default now(),
  primary key (tenant_id, address_hash)
);

create table templates (
  tenant_id  uuid not null references tenants (id),
  id         uuid not null,
  name       text not null check (length(name) between 1 and 200),
  slug       text not null check (length(slug) between 1 and 200),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint templates_slug_unique unique (tenant_id, slug)
);

create table template_versions (
  tenant_id       uuid not null,
  id              uuid not null,
  template_id     uuid not null,
  number          integer not null check (number > 0),
  status          text not null check (status in ('DRAFT', 'PUBLISHED')),
  subject         text not null check (length(subject) between 1 and 998),
  -- What the author wrote …
  html_body       text not null,
  text_body       text,
  variables       jsonb not null default '[]' check (jsonb_typeof(variables) = 'array'),
  locale          text check (locale in ('es', 'en', 'it', 'fr', 'ca', 'de')),
  locale_group_id uuid,
  -- … and what publishing made of it; that is what is sent.
  published_html  text,
  published_text  text,
  published_at    timestamptz,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, template_id) references templates (tenant_id, id) on delete cascade,
  constraint template_versions_number_unique unique (tenant_id, template_id, number),
  constraint published_whole check (
    (status = 'PUBLISHED')
    = (published_at is not null and published_html is not null and published_text is not null))
);
-- One published variant per group and locale (contract: Templates).
create unique index template_variants_unique on template_versions
  (tenant_id, coalesce(locale_group_id, id), coalesce(locale, ''))
  where status = 'PUBLISHED';

create table campaigns (
  tenant_id           uuid not null references tenants (id),
  id                  uuid not null,
  name                text not null check (length(name) between 1 and 200),
  template_version_id uuid,
  subject             text check (length(subject) between 1 and 998),
  audience_filter     jsonb not null default '{}' check (jsonb_typeof(audience_filter) = 'object'),
  project_id          text check (length(project_id) between 1 and 64),
  rate_limit          jsonb not null default '{}' check (jsonb_typeof(rate_limit) = 'object'),
  timezone            text,
  unsubscribe_lang    text check (unsubscribe_lang in ('es', 'en', 'it', 'fr', 'ca', 'de')),
  status              text not null default 'DRAFT' check (
    status in ('DRAFT', 'SCHEDULED', 'SENDING', 'PAUSED', 'SENT', 'CANCELLED')),
  -- 'test': made to run by an mc_test_ key; mail goes to the outbox only.
  mode                text not null default 'live' check (mode in ('live', 'test')),
  scheduled_at        timestamptz,
  -- The wall time as the user wrote it, kept because zone rules change.
  scheduled_local     text,
  missed_at           timestamptz,
  started_at          timestamptz,
  -- When everyone in the audience had a ledger row.
  fanned_out_at       timestamptz,
  finished_at         timestamptz,
  -- Why it waits, in words, while it does.
  reason              text,
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, template_version_id) references template_versions (tenant_id, id),
  constraint scheduled_has_time check (status <> 'SCHEDULED' or scheduled_at is not null),
  constraint running_has_start check (
    status not in ('SENDING', 'PAUSED', 'SENT') or started_at is not null),
  constraint finished_together check (
    (status in ('SENT', 'CANCELLED')) = (finished_at is not null)),
  constraint sent_is_fanned_out check (status <> 'SENT' or fanned_out_at is not null)
);
create index campaigns_by_creation on campaigns (tenant_id, created_at desc);
create index campaigns_running on campaigns (tenant_id, id) where status = 'SENDING';

-- Counts of the ledger, moved in the same statement as the rows. The identity is a constraint:
-- a statement that would break it fails (P4). A table of its own, because campaigns is locked
-- FOR SHARE by each claim and must not be written by each.
create table campaign_progress (
  tenant_id   uuid not null,
  campaign_id uuid not null,
  audience    bigint not null default 0,
  queued      bigint not null default 0 check (queued >= 0),
  sending     bigint not null default 0 check (sending >= 0),
  deferred    bigint not null default 0 check (deferred >= 0),
  sent        bigint not null default 0 check (sent >= 0),
  failed      bigint not null default 0 check (failed >= 0),
  skipped     bigint not null default 0 check (skipped >= 0),
  cancelled   bigint not null default 0 check (cancelled >= 0),
  unknown     bigint not null default 0 check (unknown >= 0),
  -- Fan-out's position: the last contact that has its ledger row.
  fan_out_after   uuid,
  last_claimed_at timestamptz,
  primary key (tenant_id, campaign_id),
  foreign key (tenant_id, campaign_id) references campaigns (tenant_id, id) on delete cascade,
  constraint accounting_identity check (
    audience = queued + sending + deferred + sent + failed + skipped + cancelled + unknown)
) with (fillfactor = 50);

-- The ledger: one row per recipient per campaign. No foreign keys: checking three for each of a
-- million rows of a fan-out would cost more than the fan-out.
create table messages (
  tenant_id           uuid not null,
  id                  bigint not null generated always as identity,
  campaign_id         uuid,
  contact_id          uuid,
  template_version_id uuid not null,
  -- The address as it was when the audience was frozen; null after an erasure.
  address             text,
  status              text not null default 'QUEUED' check (
    status in ('QUEUED', 'SENDING', 'DEFERRED', 'SENT', 'FAILED', 'SKIPPED', 'CANCELLED', 'UNKNOWN')),
  attempts            smallint not null default 0,
  -- Set once an attempt ended in doubt (cut after the final dot, worker died); such a row is sent
  -- again at most once.
  doubted             boolean not null default false,
  claim_token         uuid,
  next_attempt_at     timestamptz,
  -- Why it was skipped, or the server's last reply.
  reason              text,
  created_at          timestamptz not null default now(),
  finished_at         timestamptz,
  primary key (tenant_id, id),
  constraint messages_recipient_unique unique (tenant_id, campaign_id, contact_id),
  constraint claimed_while_sending check ((status = 'SENDING') = (claim_token is not null)),
  constraint deferred_has_time check ((status = 'DEFERRED') = (next_attempt_at is not null)),
  constraint finished_has_time check (
    (status in ('SENT', 'FAILED', 'SKIPPED', 'CANCELLED', 'UNKNOWN')) = (finished_at is not null)),
  constraint skipped_has_reason check (status <> 'SKIPPED' or reason is not null)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
create index messages_queued on messages (tenant_id, campaign_id, id) where status = 'QUEUED';
create index messages_deferred on messages (next_attempt_at) where status = 'DEFERRED';
-- The few that a person looks for among the many; SENT and CANCELLED are found without an index.
create index messages_exceptions on messages (tenant_id, campaign_id, status, contact_id)
  where status in ('DEFERRED', 'FAILED', 'SKIPPED', 'UNKNOWN');

-- A claim is one batch of one campaign, held by one worker for as long as that worker's lease
-- lives. The rows carry its token; recovery finds them by the id range on the primary key, so no
-- index on the token is paid for.
create table claims (
  tenant_id   uuid not null,
  token       uuid not null,
  campaign_id uuid not null,
  worker_id   uuid not null,
  first_id    bigint not null,
  last_id     bigint not null,
  -- The worker begins no message above this id before it has moved the mark. When it dies, only
  -- unrecorded rows up to the mark are in doubt; the others were certainly not sent.
  begun_to    bigint not null,
  primary key (tenant_id, token)
);
create index claims_by_worker on claims (worker_id);

-- Append-only record of what happened.
create table events (
  tenant_id   uuid not null,
  id          uuid not null,
  type        text not null,
  data        jsonb not null,
  campaign_id uuid,
  contact_id  uuid,
  -- Whether webhooks have taken it over; true from the start when no endpoint listens to its type.
  dispatched  boolean not null,
  created_at  timestamptz not null default now(),
  primary key (tenant_id, id)
);
create index events_undispatched on events (tenant_id, id) where not dispatched;
create index events_of_contact on events (tenant_id, contact_id) where contact_id is not null;

create table webhook_endpoints (
  tenant_id     uuid not null references tenants (id),
  id            uuid not null,
  url           text not null check (length(url) <= 2048),
  events        text[] not null,
  secret_sealed bytea not null,
  enabled       boolean not null default true,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (tenant_id, id)
);

create table webhook_deliveries (
  tenant_id       uuid not null,
  id              uuid not null,
  endpoint_id     uuid not null,
  event_id        uuid not null,
  status          text not null default 'PENDING' check (status in ('PENDING', 'DELIVERED', 'FAILED')),
  attempt         integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  status_code     integer,
  response_body   text check (length(response_body) <= 4096),
  error           text,
  delivered_at    timestamptz,
  created_at      timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, endpoint_id) references webhook_endpoints (tenant_id, id) on delete cascade,
  constraint delivered_has_time check ((status = 'DELIVERED') = (delivered_at is not null))
);
create index webhook_deliveries_due on webhook_deliveries (tenant_id, endpoint_id, next_attempt_at)
  where status = 'PENDING';
create index webhook_deliveries_of_endpoint on webhook_deliveries (tenant_id, endpoint_id, created_at desc);

-- FORCE binds the owner too: an external database's login usually owns the tables.
do $$
declare
  t record;
begin
  for t in
    select c.relname, a.attname
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and (a.attname = 'tenant_id' or (c.relname = 'tenants' and a.attname = 'id'))
  loop
    execute format('alter table %I enable row level security', t.relname);
    execute format('alter table %I force row level security', t.relname);
    execute format(
      'create policy own_tenant on %I using ((select crosses_tenants()) or %I = (select current_tenant()))',
      t.relname, t.attname);
  end loop;
end
$$;
