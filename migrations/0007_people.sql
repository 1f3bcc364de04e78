-- People: users with sessions, a second factor, invitations, and what slows down guessing.
-- A user may be a member of several tenants, so users, sessions and what belongs to them aren't
-- tenant tables. Whoever reads them has proved to be that user, or has a token of theirs.

alter table users
  add column name text check (length(name) between 1 and 200),
  add column locale text check (locale in ('es', 'en', 'it', 'fr', 'ca', 'de')),
  -- The TOTP secret (RFC 6238), sealed; it counts once a first code confirmed it.
  add column totp_sealed bytea,
  add column totp_confirmed_at timestamptz,
  -- The time step of the last code that was accepted: none is taken twice.
  add column totp_last_step bigint,
  add constraint totp_confirmed_has_secret check (
    totp_confirmed_at is null or totp_sealed is not null);

create index members_by_user on members (user_id);

-- One row is one sign-in. Its refresh token is replaced with each use, and only the hash of the
-- newest one is kept: another one that names the session was used before, and ends it.
create table sessions (
  id           uuid primary key,
  user_id      uuid not null references users (id) on delete cascade,
  refresh_hash bytea not null check (length(refresh_hash) = 32),
  created_at   timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at   timestamptz not null
);
create index sessions_by_user on sessions (user_id);
create index sessions_by_end on sessions (expires_at);

-- Each opens one sign-in in the place of a TOTP code, and is deleted by it.
create table recovery_codes (
  user_id uuid not null references users (id) on delete cascade,
  hash    bytea not null check (length(hash) = 32),
  primary key (user_id, hash)
);

-- One that was mailed and not used yet, per user; a new one replaces it.
create table password_resets (
  user_id    uuid primary key references users (id) on delete cascade,
  token_hash bytea not null check (length(token_hash) = 32),
  expires_at timestamptz not null
);
create index password_resets_by_token on password_resets (token_hash);

-- What slows down guessing, shared by all processes: when somebody tried, by the SHA-256 of who.
-- Rows are locked by each try, so that tries at the same moment are counted one after the other.
create table login_tries (
  subject bytea primary key check (length(subject) = 32),
  tried   timestamptz[] not null,
  ends_at timestamptz not null
);
create index login_tries_by_end on login_tries (ends_at);

-- Who was asked to become a member and hasn't answered. The token is in the mail only.
create table invitations (
  tenant_id  uuid not null references tenants (id),
  id         uuid not null,
  email      text not null check (length(email) between 3 and 254),
  role       text not null check (role in ('owner', 'editor', 'viewer')),
  invited_by uuid,
  -- Null until the mail is on its way.
  token_hash bytea check (length(token_hash) = 32),
  mailed_at  timestamptz,
  -- What the relay said when it refused the mail for good.
  mail_error text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (tenant_id, id),
  constraint invitations_email_unique unique (tenant_id, email)
);
create index invitations_by_token on invitations (token_hash);

alter table invitations enable row level security;
alter table invitations force row level security;
create policy own_tenant on invitations using (
  (select crosses_tenants()) or tenant_id = (select current_tenant()));
