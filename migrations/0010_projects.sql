-- Projects: a sender identity with an SMTP server of its own. Without a host, mail of the project goes by
-- the instance's relay.
alter table projects
  add column host            text check (length(host) between 1 and 253),
  add column port            integer check (port between 1 and 65535),
  add column tls_mode        text check (tls_mode in ('none', 'starttls', 'required', 'implicit')),
  add column smtp_user       text check (length(smtp_user) between 1 and 320),
  add column password_sealed bytea,
  add column auth            text check (auth in ('plain', 'login', 'xoauth2')),
  add column from_name       text check (length(from_name) between 1 and 200),
  add column from_email      text check (length(from_email) between 3 and 254),
  add column reply_to        text check (length(reply_to) between 3 and 254),
  add column is_default      boolean not null default false,
  -- Counts the changes of the way out: workers leave a lane of another version.
  add column relay_version   integer not null default 1,
  add column updated_at      timestamptz not null default now(),
  add constraint relay_whole check (
    (host is null) = (port is null) and (host is null) = (tls_mode is null)
    and (host is not null or (smtp_user is null and auth is null))),
  add constraint credentials_whole check ((smtp_user is null) = (password_sealed is null));

create unique index projects_default on projects (tenant_id) where is_default;
create index projects_by_creation on projects (tenant_id, created_at desc, id);
