-- What a tenant may and wants: its monthly quota, its defaults, requests counted for all processes
-- together, and the audit log.

alter table tenants
  -- Messages in a calendar month (UTC); null: as many as it likes.
  add column monthly_quota bigint check (monthly_quota between 1 and 1000000000),
  add column sender_email text check (length(sender_email) between 3 and 254),
  add column sender_name text check (length(sender_name) between 1 and 200),
  add column postal_address text check (length(postal_address) between 1 and 500),
  add column updated_at timestamptz not null default now(),
  add constraint sender_name_has_email check (sender_name is null or sender_email is not null);

-- How many messages a tenant enqueued in a month; the count is the sum of its parts. With a quota all is
-- added to part 0, whose lock keeps two requests at once from both taking the last of it. Without one
-- nobody has to wait: each connection adds to a part of its own. Two thirds of each page are free: a row is
-- written with every enqueue, in place.
create table quota_usage (
  tenant_id uuid not null references tenants (id),
  month     date not null check (extract(day from month) = 1),
  part      smallint not null default 0 check (part between 0 and 16),
  used      bigint not null check (used >= 0),
  primary key (tenant_id, month, part)
) with (fillfactor = 30);

-- Requests of each client in its current minute. Unlogged: after a crash of the database everybody
-- begins anew, and a request waits for no disk. The client is a hash, so that no key and no address
-- stands here.
create unlogged table request_counts (
  client    bytea primary key check (length(client) = 32),
  used      integer not null,
  resets_at timestamptz not null
) with (fillfactor = 30);

-- Who changed what, from where. No secret and nothing about a reader (src/http/audited-change.ts); names
-- of keys and users are looked up when it is read, so that a user's address stands in one place only.
create table audit_log (
  tenant_id   uuid not null references tenants (id),
  id          uuid not null,
  actor_type  text not null check (actor_type in ('api_key', 'user', 'operator')),
  actor_id    uuid,
  action      text not null check (action ~ '^[a-z_]+\.[a-z_]+$'),
  subject_id  uuid,
  before      jsonb check (jsonb_typeof(before) = 'object'),
  after       jsonb check (jsonb_typeof(after) = 'object'),
  ip          inet,
  user_agent  text check (length(user_agent) <= 512),
  created_at  timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint operator_has_no_id check ((actor_type = 'operator') = (actor_id is null))
);
create index audit_log_by_time on audit_log (tenant_id, created_at);
create index audit_log_by_actor on audit_log (tenant_id, actor_id, id);

alter table quota_usage enable row level security;
alter table quota_usage force row level security;
create policy own_tenant on quota_usage
  using ((select crosses_tenants()) or tenant_id = (select current_tenant()));

-- Append-only: there is no policy for UPDATE and DELETE, so that no login of the application reaches a
-- row with them; src/db/roles.ts takes the rights away as well.
alter table audit_log enable row level security;
alter table audit_log force row level security;
create policy read_own on audit_log for select
  using ((select crosses_tenants()) or tenant_id = (select current_tenant()));
create policy append_own on audit_log for insert
  with check ((select crosses_tenants()) or tenant_id = (select current_tenant()));
