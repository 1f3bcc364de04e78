-- Transactional mail: messages of no campaign ("singles"), in the same ledger as the others.

alter table messages
  alter column template_version_id drop not null,
  -- Where a single waits, in the order of its id: the mode and the project of its mail
  -- (`live`, `test:shop`). Null in the rows of a campaign, so it costs them nothing.
  add column line text check (length(line) between 1 and 80),
  add constraint single_has_line check ((campaign_id is null) = (line is not null)),
  add constraint campaign_has_version check (campaign_id is null or template_version_id is not null);
-- Only singles that wait are in it; `singly` is false in a campaign's rows and stays so from QUEUED to
-- SENT, which leaves their updates heap-only (docs/decisions/0012).
create index messages_lines on messages (tenant_id, line, id) where singly and line is not null;
alter table claims alter column campaign_id drop not null;

-- Content that a caller gave with a request, for one email or for a batch of them. Deleted some days
-- after the last of them has ended; emails that name a template version have none.
create table email_contents (
  tenant_id  uuid not null references tenants (id),
  id         uuid not null,
  -- Over both bodies: what was compiled once for the same content serves again.
  hash       bytea not null check (length(hash) = 32),
  html       text not null,
  text       text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);

create table email_attachments (
  tenant_id    uuid not null,
  content_id   uuid not null,
  position     smallint not null check (position between 0 and 19),
  filename     text not null check (length(filename) between 1 and 255),
  content_type text not null check (length(content_type) between 3 and 127),
  -- The name by which the HTML shows it (RFC 2392); null: it is only attached.
  inline_id    text check (length(inline_id) between 1 and 128),
  content      bytea not null,
  primary key (tenant_id, content_id, position),
  foreign key (tenant_id, content_id) references email_contents (tenant_id, id) on delete cascade
);
-- Files don't get smaller; looking for it would only cost time.
alter table email_attachments alter column content set storage external;

-- What is known of a single beside its row in the ledger. The row stays as the email log; what was
-- only needed to compose it (data, content) goes after some days, and the person's traces with them.
create table emails (
  tenant_id           uuid not null references tenants (id),
  -- Public, and the left side of its Message-ID.
  id                  uuid not null,
  message_id          bigint not null,
  -- Null after an erasure, both.
  to_address          text,
  -- As it is sent: with its variables filled in.
  subject             text,
  from_address        text not null,
  from_name           text not null,
  reply_to            text,
  template_version_id uuid,
  content_id          uuid,
  data                jsonb not null default '{}' check (jsonb_typeof(data) = 'object'),
  tags                text[] not null default '{}',
  metadata            jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object'),
  mode                text not null check (mode in ('live', 'test')),
  project_id          text check (length(project_id) between 1 and 64),
  unsubscribe_lang    text check (unsubscribe_lang in ('es', 'en', 'it', 'fr', 'ca', 'de')),
  -- When it is to be sent; null: at once.
  send_at             timestamptz,
  -- Octets of its bodies and files: what a worker that claims it has to hold.
  size                integer not null check (size >= 0),
  has_body            boolean not null default true,
  created_at          timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint emails_message_unique unique (tenant_id, message_id),
  constraint content_while_body check (has_body or content_id is null)
);
create index emails_by_time on emails (tenant_id, created_at desc, id desc);
create index emails_by_address on emails (tenant_id, to_address, created_at desc) where to_address is not null;
create index emails_by_content on emails (tenant_id, content_id) where content_id is not null;
create index emails_by_send_at on emails (tenant_id, send_at) where send_at is not null;
create index emails_with_body on emails (created_at) where has_body;

-- The events of an email are part of its log.
create index events_of_email on events (tenant_id, (data ->> 'emailLogId'))
  where campaign_id is null and type like 'email.%';

do $$
declare
  t text;
begin
  foreach t in array array['email_contents', 'email_attachments', 'emails'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy own_tenant on %I using ((select crosses_tenants()) or tenant_id = (select current_tenant()))', t);
  end loop;
end
$$;
