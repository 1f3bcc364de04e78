-- Consent that can be proved (P46), and a database that slept (P13, docs/decisions/0017).

-- What each contact said, and when: one row for each opt-in and opt-out, written in the transaction that
-- changes the contact. No foreign keys, as in the ledger: an import writes 30,000 rows a second. The key
-- begins with the contact, so that its records lie together in the order in which they were written.
create table consent_records (
  tenant_id   uuid not null,
  contact_id  uuid not null,
  id          bigint not null generated always as identity,
  kind        text not null check (kind in ('OPT_IN', 'OPT_OUT')),
  -- When the person decided, as far as the caller said so; else when it was written down.
  at          timestamptz not null,
  recorded_at timestamptz not null default now(),
  method      text not null check (
    method in ('api', 'bulk', 'import', 'hosted_page', 'one_click', 'suppression',
               'suppression_import', 'before_records')),
  source      text check (length(source) between 1 and 64),
  -- Which text they agreed to.
  version     text check (length(version) between 1 and 64),
  -- Of the person, never of the caller's server.
  ip          inet,
  -- Who wrote it down; null: the person did it, or nobody knows any more.
  actor_type  text check (actor_type in ('api_key', 'user')),
  actor_id    uuid,
  primary key (tenant_id, contact_id, id),
  constraint consent_actor_whole check ((actor_type is null) = (actor_id is null)),
  constraint decided_before_recorded check (at <= recorded_at)
);

-- What stood in the book before there were records: one for each contact, with what was known. The time
-- of an unsubscription is exact; of an opt-in only the contact's beginning is known.
select set_config('pressrun.tenant', '*', true);
insert into consent_records (tenant_id, contact_id, kind, at, method, source, version)
select tenant_id, id, case when opt_in then 'OPT_IN' else 'OPT_OUT' end,
       least(coalesce(unsubscribed_at, created_at), now()), 'before_records', source, consent_version
from contacts;

-- Append-only: no policy for UPDATE (src/db/roles.ts takes the right away as well), and DELETE reaches
-- only what an erasure has orphaned (P45): as long as there is the contact, its records stay.
alter table consent_records enable row level security;
alter table consent_records force row level security;
create policy read_own on consent_records for select
  using ((select crosses_tenants()) or tenant_id = (select current_tenant()));
create policy append_own on consent_records for insert
  with check ((select crosses_tenants()) or tenant_id = (select current_tenant()));
create policy erase_own on consent_records for delete
  using (((select crosses_tenants()) or tenant_id = (select current_tenant()))
         and not exists (select from contacts c
                         where c.tenant_id = consent_records.tenant_id
                           and c.id = consent_records.contact_id));

-- The instance's sign of life, written by workers every ten seconds, and where the database was then.
create table instance_heartbeat (
  is_only    boolean primary key default true check (is_only),
  beat_at    timestamptz not null,
  -- {systemIdentifier, databaseOid, dataDirInode}, each as far as it is known.
  home       jsonb not null check (jsonb_typeof(home) = 'object'),
  -- Since when what was unfinished waits for the operator's word, and why; null: nothing does. Of singles
  -- those up to the id held_to.
  held_since timestamptz,
  held_to    bigint,
  reason     text,
  constraint held_whole check (
    (held_since is null) = (reason is null) and (held_since is null) = (held_to is null))
);

alter table campaigns
  -- Waits for a person's word because the database slept, or isn't where it was.
  add column held_at timestamptz,
  add constraint held_waits check (held_at is null or status in ('SCHEDULED', 'PAUSED'));
create index campaigns_held on campaigns (tenant_id, id) where held_at is not null;
