-- The migrated database, made by `npm run generate` from the catalogs. Do not edit: add a migration.
-- Not in here: the job queue's own schema (graphile_worker) and the application's role with its
-- grants (src/db/roles.ts).

CREATE OR REPLACE FUNCTION public.address_hash(key bytea, address text)
 RETURNS bytea
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN sha256((key || convert_to(address, 'UTF8'::name)));

CREATE OR REPLACE FUNCTION public.crosses_tenants()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN COALESCE((current_setting('pressrun.tenant'::text, true) = '*'::text), false);

CREATE OR REPLACE FUNCTION public.current_tenant()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(NULLIF(current_setting('pressrun.tenant'::text, true), ''::text), '*'::text))::uuid;

CREATE OR REPLACE FUNCTION public.enqueue_job(task text, payload json, job_key text, run_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform graphile_worker.add_job(task, payload, job_key => enqueue_job.job_key,
                                  run_at => enqueue_job.run_at, job_key_mode => 'replace');
end
$function$;

CREATE OR REPLACE FUNCTION public.iso_instant(value text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
declare
  day_alone date;
  place int := 17;
  seconds text := '0';
  zone text;
begin
  if length(value) not between 10 and 35 or value !~
    '^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,9})?)?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])?)?$'
    or left(value, 4) = '0000' then return null; end if;
  day_alone := make_date(left(value, 4)::int, substr(value, 6, 2)::int, 1);
  if substr(value, 9, 2) > '28' and substr(value, 9, 2)::int
    > extract(day from day_alone + interval '1 month - 1 day') then return null; end if;
  day_alone := day_alone + (substr(value, 9, 2)::int - 1);
  if length(value) = 10 then return day_alone::timestamp at time zone 'UTC'; end if;
  if substr(value, 17, 1) = ':' then
    seconds := substr(value, 18, 2);
    place := 20;
    if substr(value, 20, 1) = '.' then
      place := 1 + length(value) - length(ltrim(substr(value, 21), '0123456789'));
      seconds := seconds || '.' || substr(value, 21, least(3, place - 21));
    end if;
  end if;
  zone := substr(value, place);
  return (day_alone + make_interval(
      hours => substr(value, 12, 2)::int, mins => substr(value, 15, 2)::int, secs => seconds::float8)
    - case when zone in ('', 'Z', 'z') then interval '0'
           else (left(zone, 1) || '1')::int * make_interval(
             hours => substr(zone, 2, 2)::int, mins => right(zone, 2)::int) end) at time zone 'UTC';
end
$function$;

CREATE OR REPLACE FUNCTION public.remove_job(job_key text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform graphile_worker.remove_job(remove_job.job_key);
end
$function$;

create table api_keys (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  mode text not null,
  scopes text[] not null,
  hash bytea not null,
  prefix text not null,
  last_four text not null,
  created_at timestamp with time zone not null default now(),
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint api_keys_pkey PRIMARY KEY (tenant_id, id),
  constraint api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint api_keys_hash_check CHECK ((length(hash) = 32)),
  constraint api_keys_last_four_check CHECK ((length(last_four) = 4)),
  constraint api_keys_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint api_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);

CREATE INDEX api_keys_by_hash ON public.api_keys USING btree (hash);

alter table api_keys enable row level security;

alter table api_keys force row level security;

create policy own_tenant on api_keys as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table audit_log (
  tenant_id uuid not null,
  id uuid not null,
  actor_type text not null,
  actor_id uuid,
  action text not null,
  subject_id uuid,
  before jsonb,
  after jsonb,
  ip inet,
  user_agent text,
  created_at timestamp with time zone not null default now(),
  constraint audit_log_pkey PRIMARY KEY (tenant_id, id),
  constraint audit_log_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint audit_log_action_check CHECK ((action ~ '^[a-z_]+\.[a-z_]+$'::text)),
  constraint audit_log_actor_type_check CHECK ((actor_type = ANY (ARRAY['api_key'::text, 'user'::text, 'operator'::text]))),
  constraint audit_log_after_check CHECK ((jsonb_typeof(after) = 'object'::text)),
  constraint audit_log_before_check CHECK ((jsonb_typeof(before) = 'object'::text)),
  constraint audit_log_user_agent_check CHECK ((length(user_agent) <= 512)),
  constraint operator_has_no_id CHECK (((actor_type = 'operator'::text) = (actor_id IS NULL)))
);

CREATE INDEX audit_log_by_actor ON public.audit_log USING btree (tenant_id, actor_id, id);

CREATE INDEX audit_log_by_time ON public.audit_log USING btree (tenant_id, created_at);

alter table audit_log enable row level security;

alter table audit_log force row level security;

create policy append_own on audit_log as permissive for insert to public
  with check ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create policy read_own on audit_log as permissive for select to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table campaign_engagement (
  tenant_id uuid not null,
  campaign_id uuid not null,
  part smallint not null,
  opens bigint not null default 0,
  unique_opens bigint not null default 0,
  clicks bigint not null default 0,
  unique_clicks bigint not null default 0,
  automated_opens bigint not null default 0,
  automated_clicks bigint not null default 0,
  constraint campaign_engagement_pkey PRIMARY KEY (tenant_id, campaign_id, part),
  constraint campaign_engagement_part_check CHECK (((part >= 0) AND (part <= 15)))
) with (fillfactor=50);

alter table campaign_engagement enable row level security;

alter table campaign_engagement force row level security;

create policy own_tenant on campaign_engagement as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table campaign_progress (
  tenant_id uuid not null,
  campaign_id uuid not null,
  audience bigint not null default 0,
  queued bigint not null default 0,
  sending bigint not null default 0,
  deferred bigint not null default 0,
  sent bigint not null default 0,
  failed bigint not null default 0,
  skipped bigint not null default 0,
  cancelled bigint not null default 0,
  unknown bigint not null default 0,
  fan_out_after uuid,
  served_at timestamp with time zone,
  frozen_to bigint,
  claimed_to bigint,
  turn double precision not null default 0,
  open_to bigint,
  ahead bigint not null default 0,
  moved_at timestamp with time zone,
  constraint campaign_progress_pkey PRIMARY KEY (tenant_id, campaign_id),
  constraint campaign_progress_tenant_id_campaign_id_fkey FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns(tenant_id, id) ON DELETE CASCADE,
  constraint accounting_identity CHECK ((audience = (((((((queued + sending) + deferred) + sent) + failed) + skipped) + cancelled) + unknown))),
  constraint ahead_is_queued CHECK ((ahead <= queued)),
  constraint audience_fits_range CHECK ((audience < (1 << 26))),
  constraint campaign_progress_ahead_check CHECK ((ahead >= 0)),
  constraint campaign_progress_cancelled_check CHECK ((cancelled >= 0)),
  constraint campaign_progress_deferred_check CHECK ((deferred >= 0)),
  constraint campaign_progress_failed_check CHECK ((failed >= 0)),
  constraint campaign_progress_queued_check CHECK ((queued >= 0)),
  constraint campaign_progress_sending_check CHECK ((sending >= 0)),
  constraint campaign_progress_sent_check CHECK ((sent >= 0)),
  constraint campaign_progress_skipped_check CHECK ((skipped >= 0)),
  constraint campaign_progress_unknown_check CHECK ((unknown >= 0)),
  constraint claimed_is_frozen CHECK ((claimed_to <= frozen_to)),
  constraint claimed_is_open CHECK ((claimed_to <= open_to)),
  constraint marks_together CHECK (((frozen_to IS NULL) = (claimed_to IS NULL)))
) with (fillfactor=50);

alter table campaign_progress enable row level security;

alter table campaign_progress force row level security;

create policy own_tenant on campaign_progress as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table campaign_waves (
  tenant_id uuid not null,
  campaign_id uuid not null,
  place integer not null,
  timezone text not null,
  due_at timestamp with time zone not null,
  status text not null default 'PENDING'::text,
  count bigint not null default 0,
  first_id bigint not null,
  last_id bigint not null,
  skipped_to bigint,
  constraint campaign_waves_pkey PRIMARY KEY (tenant_id, campaign_id, place),
  constraint campaign_waves_zone_unique UNIQUE (tenant_id, campaign_id, timezone),
  constraint campaign_waves_tenant_id_campaign_id_fkey FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns(tenant_id, id) ON DELETE CASCADE,
  constraint campaign_waves_count_check CHECK ((count >= 0)),
  constraint campaign_waves_place_check CHECK ((place >= 0)),
  constraint campaign_waves_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'SENDING'::text, 'SKIPPED'::text, 'CANCELLED'::text]))),
  constraint campaign_waves_timezone_check CHECK (((length(timezone) >= 1) AND (length(timezone) <= 64))),
  constraint skipped_has_mark CHECK (((status = 'SKIPPED'::text) = (skipped_to IS NOT NULL))),
  constraint wave_has_ids CHECK ((first_id <= (last_id + 1)))
);

alter table campaign_waves enable row level security;

alter table campaign_waves force row level security;

create policy own_tenant on campaign_waves as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table campaigns (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  template_version_id uuid,
  subject text,
  audience_filter jsonb not null default '{}'::jsonb,
  project_id text,
  rate_limit jsonb not null default '{}'::jsonb,
  timezone text,
  unsubscribe_lang text,
  status text not null default 'DRAFT'::text,
  mode text not null default 'live'::text,
  scheduled_at timestamp with time zone,
  scheduled_local text,
  missed_at timestamp with time zone,
  started_at timestamp with time zone,
  fanned_out_at timestamp with time zone,
  finished_at timestamp with time zone,
  reason text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  track_opens boolean not null default true,
  track_clicks boolean not null default true,
  frozen_segments jsonb,
  deliver_at text not null default 'instant'::text,
  if_passed text not null default 'send'::text,
  passed_until timestamp with time zone,
  resumed_at timestamp with time zone,
  held_at timestamp with time zone,
  constraint campaigns_pkey PRIMARY KEY (tenant_id, id),
  constraint campaigns_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint campaigns_tenant_id_template_version_id_fkey FOREIGN KEY (tenant_id, template_version_id) REFERENCES template_versions(tenant_id, id),
  constraint campaigns_audience_filter_check CHECK ((jsonb_typeof(audience_filter) = 'object'::text)),
  constraint campaigns_deliver_at_check CHECK ((deliver_at = ANY (ARRAY['instant'::text, 'recipient'::text]))),
  constraint campaigns_frozen_segments_check CHECK ((jsonb_typeof(frozen_segments) = 'object'::text)),
  constraint campaigns_if_passed_check CHECK ((if_passed = ANY (ARRAY['send'::text, 'skip'::text]))),
  constraint campaigns_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint campaigns_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint campaigns_project_id_check CHECK (((length(project_id) >= 1) AND (length(project_id) <= 64))),
  constraint campaigns_rate_limit_check CHECK ((jsonb_typeof(rate_limit) = 'object'::text)),
  constraint campaigns_status_check CHECK ((status = ANY (ARRAY['DRAFT'::text, 'SCHEDULED'::text, 'SENDING'::text, 'PAUSED'::text, 'SENT'::text, 'CANCELLED'::text]))),
  constraint campaigns_subject_check CHECK (((length(subject) >= 1) AND (length(subject) <= 998))),
  constraint campaigns_unsubscribe_lang_check CHECK ((unsubscribe_lang = ANY (ARRAY['es'::text, 'en'::text, 'it'::text, 'fr'::text, 'ca'::text, 'de'::text]))),
  constraint finished_together CHECK (((status = ANY (ARRAY['SENT'::text, 'CANCELLED'::text])) = (finished_at IS NOT NULL))),
  constraint held_waits CHECK (((held_at IS NULL) OR (status = ANY (ARRAY['SCHEDULED'::text, 'PAUSED'::text])))),
  constraint recipient_has_wall_time CHECK (((deliver_at = 'instant'::text) OR ((scheduled_local IS NOT NULL) AND (timezone IS NOT NULL) AND (passed_until IS NOT NULL)))),
  constraint running_has_start CHECK (((status <> ALL (ARRAY['SENDING'::text, 'PAUSED'::text, 'SENT'::text])) OR (started_at IS NOT NULL))),
  constraint scheduled_has_time CHECK (((status <> 'SCHEDULED'::text) OR (scheduled_at IS NOT NULL))),
  constraint sent_is_fanned_out CHECK (((status <> 'SENT'::text) OR (fanned_out_at IS NOT NULL)))
);

CREATE INDEX campaigns_by_creation ON public.campaigns USING btree (tenant_id, created_at DESC);

CREATE INDEX campaigns_held ON public.campaigns USING btree (tenant_id, id) WHERE (held_at IS NOT NULL);

CREATE INDEX campaigns_running ON public.campaigns USING btree (tenant_id, id) WHERE (status = 'SENDING'::text);

alter table campaigns enable row level security;

alter table campaigns force row level security;

create policy own_tenant on campaigns as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table claims (
  tenant_id uuid not null,
  token uuid not null,
  campaign_id uuid,
  worker_id uuid not null,
  first_id bigint not null,
  last_id bigint not null,
  begun_to bigint not null,
  singly boolean not null default false,
  constraint claims_pkey PRIMARY KEY (tenant_id, token)
);

CREATE INDEX claims_by_worker ON public.claims USING btree (worker_id);

alter table claims enable row level security;

alter table claims force row level security;

create policy own_tenant on claims as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table consent_records (
  tenant_id uuid not null,
  contact_id uuid not null,
  id bigint not null generated always as identity,
  kind text not null,
  at timestamp with time zone not null,
  recorded_at timestamp with time zone not null default now(),
  method text not null,
  source text,
  version text,
  ip inet,
  actor_type text,
  actor_id uuid,
  constraint consent_records_pkey PRIMARY KEY (tenant_id, contact_id, id),
  constraint consent_actor_whole CHECK (((actor_type IS NULL) = (actor_id IS NULL))),
  constraint consent_records_actor_type_check CHECK ((actor_type = ANY (ARRAY['api_key'::text, 'user'::text]))),
  constraint consent_records_kind_check CHECK ((kind = ANY (ARRAY['OPT_IN'::text, 'OPT_OUT'::text]))),
  constraint consent_records_method_check CHECK ((method = ANY (ARRAY['api'::text, 'bulk'::text, 'import'::text, 'hosted_page'::text, 'one_click'::text, 'suppression'::text, 'suppression_import'::text, 'before_records'::text]))),
  constraint consent_records_source_check CHECK (((length(source) >= 1) AND (length(source) <= 64))),
  constraint consent_records_version_check CHECK (((length(version) >= 1) AND (length(version) <= 64))),
  constraint decided_before_recorded CHECK ((at <= recorded_at))
);

alter table consent_records enable row level security;

alter table consent_records force row level security;

create policy append_own on consent_records as permissive for insert to public
  with check ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create policy erase_own on consent_records as permissive for delete to public
  using (((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))) AND (NOT (EXISTS ( SELECT
   FROM contacts c
  WHERE ((c.tenant_id = consent_records.tenant_id) AND (c.id = consent_records.contact_id)))))));

create policy read_own on consent_records as permissive for select to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table contact_import_chunks (
  tenant_id uuid not null,
  import_id uuid not null,
  number integer not null,
  bytes bytea not null,
  received_at timestamp with time zone not null default now(),
  constraint contact_import_chunks_pkey PRIMARY KEY (tenant_id, import_id, number),
  constraint contact_import_chunks_tenant_id_import_id_fkey FOREIGN KEY (tenant_id, import_id) REFERENCES contact_imports(tenant_id, id) ON DELETE CASCADE,
  constraint contact_import_chunks_number_check CHECK ((number >= 0))
);

alter table contact_import_chunks enable row level security;

alter table contact_import_chunks force row level security;

create policy own_tenant on contact_import_chunks as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table contact_import_drafts (
  tenant_id uuid not null,
  import_id uuid not null,
  contact_id uuid not null,
  email text not null,
  external_id text,
  contact jsonb not null,
  constraint contact_import_drafts_pkey PRIMARY KEY (tenant_id, import_id, contact_id)
);

CREATE INDEX contact_import_drafts_by_email ON public.contact_import_drafts USING btree (tenant_id, import_id, email);

CREATE INDEX contact_import_drafts_by_external_id ON public.contact_import_drafts USING btree (tenant_id, import_id, external_id) WHERE (external_id IS NOT NULL);

alter table contact_import_drafts enable row level security;

alter table contact_import_drafts force row level security;

create policy own_tenant on contact_import_drafts as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table contact_import_failures (
  tenant_id uuid not null,
  import_id uuid not null,
  row_number bigint not null,
  line bigint not null,
  email text,
  address text,
  message text not null,
  constraint contact_import_failures_pkey PRIMARY KEY (tenant_id, import_id, row_number),
  constraint contact_import_failures_line_check CHECK ((line > 0)),
  constraint contact_import_failures_row_number_check CHECK ((row_number > 0))
);

CREATE INDEX contact_import_failures_by_address ON public.contact_import_failures USING btree (tenant_id, address) WHERE (address IS NOT NULL);

alter table contact_import_failures enable row level security;

alter table contact_import_failures force row level security;

create policy own_tenant on contact_import_failures as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table contact_import_members (
  tenant_id uuid not null,
  import_id uuid not null,
  contact_id uuid not null,
  constraint contact_import_members_pkey PRIMARY KEY (tenant_id, import_id, contact_id)
);

alter table contact_import_members enable row level security;

alter table contact_import_members force row level security;

create policy own_tenant on contact_import_members as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table contact_imports (
  tenant_id uuid not null,
  id uuid not null,
  name text,
  status text not null,
  reason text,
  format text not null,
  dry_run boolean not null default false,
  options jsonb not null default '{}'::jsonb,
  encoding text,
  delimiter text,
  columns jsonb,
  bytes bigint not null default 0,
  chunks integer not null default 0,
  next_chunk integer not null default 0,
  next_place integer not null default 0,
  bytes_done bigint not null default 0,
  row_count bigint not null default 0,
  line_count bigint not null default 0,
  created_count bigint not null default 0,
  updated_count bigint not null default 0,
  unchanged_count bigint not null default 0,
  failed_count bigint not null default 0,
  suppressed_count bigint not null default 0,
  created_at timestamp with time zone not null default now(),
  received_at timestamp with time zone,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  constraint contact_imports_pkey PRIMARY KEY (tenant_id, id),
  constraint contact_imports_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint contact_imports_bytes_check CHECK ((bytes >= 0)),
  constraint contact_imports_chunks_check CHECK ((chunks >= 0)),
  constraint contact_imports_columns_check CHECK ((jsonb_typeof(columns) = 'array'::text)),
  constraint contact_imports_delimiter_check CHECK ((delimiter = ANY (ARRAY[','::text, ';'::text, '|'::text, '	'::text]))),
  constraint contact_imports_encoding_check CHECK ((encoding = ANY (ARRAY['utf-8'::text, 'utf-16le'::text, 'utf-16be'::text, 'windows-1252'::text]))),
  constraint contact_imports_format_check CHECK ((format = ANY (ARRAY['csv'::text, 'ndjson'::text]))),
  constraint contact_imports_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint contact_imports_options_check CHECK ((jsonb_typeof(options) = 'object'::text)),
  constraint contact_imports_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 1000))),
  constraint contact_imports_status_check CHECK ((status = ANY (ARRAY['RECEIVING'::text, 'QUEUED'::text, 'RUNNING'::text, 'DONE'::text, 'CANCELLED'::text, 'FAILED'::text]))),
  constraint failed_has_reason CHECK (((status = 'FAILED'::text) = (reason IS NOT NULL))),
  constraint finished_has_time CHECK (((status = ANY (ARRAY['DONE'::text, 'CANCELLED'::text, 'FAILED'::text])) = (finished_at IS NOT NULL))),
  constraint imported_adds_up CHECK ((row_count = (((created_count + updated_count) + unchanged_count) + failed_count))),
  constraint suppressed_are_applied CHECK ((suppressed_count <= (row_count - failed_count)))
);

CREATE INDEX contact_imports_by_end ON public.contact_imports USING btree (finished_at) WHERE (finished_at IS NOT NULL);

CREATE INDEX contact_imports_receiving ON public.contact_imports USING btree (created_at) WHERE (status = 'RECEIVING'::text);

alter table contact_imports enable row level security;

alter table contact_imports force row level security;

create policy own_tenant on contact_imports as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table contacts (
  tenant_id uuid not null,
  id uuid not null,
  email text not null,
  external_id text,
  locale text,
  opt_in boolean not null,
  attributes jsonb not null default '{}'::jsonb,
  consent_version text,
  source text,
  project_id text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  unsubscribed_at timestamp with time zone,
  timezone text,
  constraint contacts_pkey PRIMARY KEY (tenant_id, id),
  constraint contacts_email_unique UNIQUE (tenant_id, email),
  constraint contacts_external_id_unique UNIQUE (tenant_id, external_id),
  constraint contacts_attributes_check CHECK ((jsonb_typeof(attributes) = 'object'::text)),
  constraint contacts_consent_version_check CHECK (((length(consent_version) >= 1) AND (length(consent_version) <= 64))),
  constraint contacts_email_check CHECK (((length(email) >= 3) AND (length(email) <= 254))),
  constraint contacts_external_id_check CHECK (((length(external_id) >= 1) AND (length(external_id) <= 128))),
  constraint contacts_locale_check CHECK ((locale = ANY (ARRAY['es'::text, 'en'::text, 'it'::text, 'fr'::text, 'ca'::text, 'de'::text]))),
  constraint contacts_project_id_check CHECK (((length(project_id) >= 1) AND (length(project_id) <= 64))),
  constraint contacts_source_check CHECK (((length(source) >= 1) AND (length(source) <= 64))),
  constraint contacts_timezone_check CHECK (((length(timezone) >= 1) AND (length(timezone) <= 64))),
  constraint unsubscribed_is_opted_out CHECK (((unsubscribed_at IS NULL) OR (NOT opt_in)))
);

CREATE INDEX contacts_by_attributes ON public.contacts USING gin (attributes jsonb_path_ops) WITH (gin_pending_list_limit='16384');

CREATE INDEX contacts_by_audience ON public.contacts USING btree (tenant_id, locale, source, project_id, opt_in);

CREATE INDEX contacts_by_creation ON public.contacts USING btree (tenant_id, created_at);

CREATE INDEX contacts_by_timezone ON public.contacts USING btree (tenant_id, timezone) WHERE (timezone IS NOT NULL);

CREATE INDEX contacts_by_update ON public.contacts USING btree (tenant_id, updated_at);

alter table contacts enable row level security;

alter table contacts force row level security;

create policy own_tenant on contacts as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table email_attachments (
  tenant_id uuid not null,
  content_id uuid not null,
  "position" smallint not null,
  filename text not null,
  content_type text not null,
  inline_id text,
  content bytea not null,
  constraint email_attachments_pkey PRIMARY KEY (tenant_id, content_id, "position"),
  constraint email_attachments_tenant_id_content_id_fkey FOREIGN KEY (tenant_id, content_id) REFERENCES email_contents(tenant_id, id) ON DELETE CASCADE,
  constraint email_attachments_content_type_check CHECK (((length(content_type) >= 3) AND (length(content_type) <= 127))),
  constraint email_attachments_filename_check CHECK (((length(filename) >= 1) AND (length(filename) <= 255))),
  constraint email_attachments_inline_id_check CHECK (((length(inline_id) >= 1) AND (length(inline_id) <= 128))),
  constraint email_attachments_position_check CHECK ((("position" >= 0) AND ("position" <= 19)))
);

alter table email_attachments enable row level security;

alter table email_attachments force row level security;

create policy own_tenant on email_attachments as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table email_contents (
  tenant_id uuid not null,
  id uuid not null,
  hash bytea not null,
  html text not null,
  text text not null,
  created_at timestamp with time zone not null default now(),
  constraint email_contents_pkey PRIMARY KEY (tenant_id, id),
  constraint email_contents_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint email_contents_hash_check CHECK ((length(hash) = 32))
);

alter table email_contents enable row level security;

alter table email_contents force row level security;

create policy own_tenant on email_contents as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table emails (
  tenant_id uuid not null,
  id uuid not null,
  message_id bigint not null,
  to_address text,
  subject text,
  from_address text not null,
  from_name text not null,
  reply_to text,
  template_version_id uuid,
  content_id uuid,
  data jsonb not null default '{}'::jsonb,
  tags text[] not null default '{}'::text[],
  metadata jsonb not null default '{}'::jsonb,
  mode text not null,
  project_id text,
  unsubscribe_lang text,
  send_at timestamp with time zone,
  size integer not null,
  has_body boolean not null default true,
  created_at timestamp with time zone not null default now(),
  track_opens boolean not null default false,
  track_clicks boolean not null default false,
  link_source uuid,
  constraint emails_pkey PRIMARY KEY (tenant_id, id),
  constraint emails_message_unique UNIQUE (tenant_id, message_id),
  constraint emails_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint content_while_body CHECK ((has_body OR (content_id IS NULL))),
  constraint emails_data_check CHECK ((jsonb_typeof(data) = 'object'::text)),
  constraint emails_metadata_check CHECK ((jsonb_typeof(metadata) = 'object'::text)),
  constraint emails_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'test'::text]))),
  constraint emails_project_id_check CHECK (((length(project_id) >= 1) AND (length(project_id) <= 64))),
  constraint emails_size_check CHECK ((size >= 0)),
  constraint emails_unsubscribe_lang_check CHECK ((unsubscribe_lang = ANY (ARRAY['es'::text, 'en'::text, 'it'::text, 'fr'::text, 'ca'::text, 'de'::text])))
);

CREATE INDEX emails_by_address ON public.emails USING btree (tenant_id, to_address, created_at DESC) WHERE (to_address IS NOT NULL);

CREATE INDEX emails_by_content ON public.emails USING btree (tenant_id, content_id) WHERE (content_id IS NOT NULL);

CREATE INDEX emails_by_link_source ON public.emails USING btree (tenant_id, link_source) WHERE (link_source IS NOT NULL);

CREATE INDEX emails_by_send_at ON public.emails USING btree (tenant_id, send_at) WHERE (send_at IS NOT NULL);

CREATE INDEX emails_by_time ON public.emails USING btree (tenant_id, created_at DESC, id DESC);

CREATE INDEX emails_with_body ON public.emails USING btree (created_at) WHERE has_body;

alter table emails enable row level security;

alter table emails force row level security;

create policy own_tenant on emails as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table events (
  tenant_id uuid not null,
  id uuid not null,
  type text not null,
  data jsonb not null,
  campaign_id uuid,
  contact_id uuid,
  dispatched boolean not null,
  created_at timestamp with time zone not null default now(),
  constraint events_pkey PRIMARY KEY (tenant_id, id)
);

CREATE INDEX events_of_contact ON public.events USING btree (tenant_id, contact_id) WHERE (contact_id IS NOT NULL);

CREATE INDEX events_of_email ON public.events USING btree (tenant_id, ((data ->> 'emailLogId'::text))) WHERE ((campaign_id IS NULL) AND (type ~~ 'email.%'::text));

CREATE INDEX events_undispatched ON public.events USING btree (tenant_id, id) WHERE (NOT dispatched);

alter table events enable row level security;

alter table events force row level security;

create policy own_tenant on events as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table hourly_counts (
  tenant_id uuid not null,
  campaign_id uuid not null,
  hour timestamp with time zone not null,
  part smallint not null,
  sent bigint not null default 0,
  failed bigint not null default 0,
  opens bigint not null default 0,
  unique_opens bigint not null default 0,
  clicks bigint not null default 0,
  unique_clicks bigint not null default 0,
  unsubscribed bigint not null default 0,
  constraint hourly_counts_pkey PRIMARY KEY (tenant_id, campaign_id, hour, part),
  constraint hour_is_whole CHECK ((((EXTRACT(epoch FROM hour))::bigint % (3600)::bigint) = 0)),
  constraint hourly_counts_clicks_check CHECK ((clicks >= 0)),
  constraint hourly_counts_failed_check CHECK ((failed >= 0)),
  constraint hourly_counts_opens_check CHECK ((opens >= 0)),
  constraint hourly_counts_part_check CHECK (((part >= 0) AND (part <= 16))),
  constraint hourly_counts_sent_check CHECK ((sent >= 0)),
  constraint hourly_counts_unique_clicks_check CHECK ((unique_clicks >= 0)),
  constraint hourly_counts_unique_opens_check CHECK ((unique_opens >= 0)),
  constraint hourly_counts_unsubscribed_check CHECK ((unsubscribed >= 0))
) with (fillfactor=50);

CREATE INDEX hourly_counts_by_hour ON public.hourly_counts USING btree (tenant_id, hour);

alter table hourly_counts enable row level security;

alter table hourly_counts force row level security;

create policy own_tenant on hourly_counts as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table idempotency_keys (
  tenant_id uuid not null,
  key text not null,
  request_hash bytea not null,
  status_code integer,
  reply text,
  created_at timestamp with time zone not null default now(),
  constraint idempotency_keys_pkey PRIMARY KEY (tenant_id, key),
  constraint idempotency_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint answered_whole CHECK (((status_code IS NULL) = (reply IS NULL))),
  constraint idempotency_keys_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255)))
);

CREATE INDEX idempotency_keys_by_age ON public.idempotency_keys USING btree (created_at);

alter table idempotency_keys enable row level security;

alter table idempotency_keys force row level security;

create policy own_tenant on idempotency_keys as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table instance_heartbeat (
  is_only boolean not null default true,
  beat_at timestamp with time zone not null,
  home jsonb not null,
  held_since timestamp with time zone,
  held_to bigint,
  reason text,
  constraint instance_heartbeat_pkey PRIMARY KEY (is_only),
  constraint held_whole CHECK ((((held_since IS NULL) = (reason IS NULL)) AND ((held_since IS NULL) = (held_to IS NULL)))),
  constraint instance_heartbeat_home_check CHECK ((jsonb_typeof(home) = 'object'::text)),
  constraint instance_heartbeat_is_only_check CHECK (is_only)
);

create table instance_keys (
  purpose text not null,
  sealed bytea not null,
  created_at timestamp with time zone not null default now(),
  constraint instance_keys_pkey PRIMARY KEY (purpose)
);

create table invitations (
  tenant_id uuid not null,
  id uuid not null,
  email text not null,
  role text not null,
  invited_by uuid,
  token_hash bytea,
  mailed_at timestamp with time zone,
  mail_error text,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint invitations_pkey PRIMARY KEY (tenant_id, id),
  constraint invitations_email_unique UNIQUE (tenant_id, email),
  constraint invitations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint invitations_email_check CHECK (((length(email) >= 3) AND (length(email) <= 254))),
  constraint invitations_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'editor'::text, 'viewer'::text]))),
  constraint invitations_token_hash_check CHECK ((length(token_hash) = 32))
);

CREATE INDEX invitations_by_token ON public.invitations USING btree (token_hash);

alter table invitations enable row level security;

alter table invitations force row level security;

create policy own_tenant on invitations as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table link_clicks (
  tenant_id uuid not null,
  campaign_id uuid not null,
  source_id uuid not null,
  link_id text not null,
  part smallint not null,
  clicks bigint not null default 0,
  unique_clicks bigint not null default 0,
  constraint link_clicks_pkey PRIMARY KEY (tenant_id, campaign_id, source_id, link_id, part),
  constraint link_clicks_clicks_check CHECK ((clicks >= 0)),
  constraint link_clicks_link_id_check CHECK ((length(link_id) = 16)),
  constraint link_clicks_part_check CHECK (((part >= 0) AND (part <= 15))),
  constraint link_clicks_unique_clicks_check CHECK ((unique_clicks >= 0))
) with (fillfactor=50);

alter table link_clicks enable row level security;

alter table link_clicks force row level security;

create policy own_tenant on link_clicks as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table login_tries (
  subject bytea not null,
  tried timestamp with time zone[] not null,
  ends_at timestamp with time zone not null,
  constraint login_tries_pkey PRIMARY KEY (subject),
  constraint login_tries_subject_check CHECK ((length(subject) = 32))
);

CREATE INDEX login_tries_by_end ON public.login_tries USING btree (ends_at);

create table members (
  tenant_id uuid not null,
  user_id uuid not null,
  role text not null,
  created_at timestamp with time zone not null default now(),
  constraint members_pkey PRIMARY KEY (tenant_id, user_id),
  constraint members_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
  constraint members_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'editor'::text, 'viewer'::text])))
);

CREATE INDEX members_by_user ON public.members USING btree (user_id);

alter table members enable row level security;

alter table members force row level security;

create policy own_tenant on members as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table message_engagement (
  tenant_id uuid not null,
  message_id bigint not null,
  campaign_id uuid,
  contact_id uuid,
  opened_at timestamp with time zone,
  last_opened_at timestamp with time zone,
  clicked_at timestamp with time zone,
  last_clicked_at timestamp with time zone,
  opens integer not null default 0,
  clicks integer not null default 0,
  automated_opens integer not null default 0,
  automated_clicks integer not null default 0,
  constraint message_engagement_pkey PRIMARY KEY (tenant_id, message_id),
  constraint clicked_has_time CHECK (((clicks > 0) = (clicked_at IS NOT NULL))),
  constraint message_engagement_automated_clicks_check CHECK ((automated_clicks >= 0)),
  constraint message_engagement_automated_opens_check CHECK ((automated_opens >= 0)),
  constraint message_engagement_clicks_check CHECK ((clicks >= 0)),
  constraint message_engagement_opens_check CHECK ((opens >= 0)),
  constraint opened_has_time CHECK (((opens > 0) = (opened_at IS NOT NULL)))
) with (fillfactor=80);

CREATE INDEX message_engagement_of_campaign ON public.message_engagement USING btree (tenant_id, campaign_id, contact_id) WHERE (campaign_id IS NOT NULL);

CREATE INDEX message_engagement_of_contact ON public.message_engagement USING btree (tenant_id, contact_id) WHERE (contact_id IS NOT NULL);

alter table message_engagement enable row level security;

alter table message_engagement force row level security;

create policy own_tenant on message_engagement as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table message_hits (
  tenant_id uuid not null,
  id uuid not null,
  message_id bigint not null,
  kind text not null,
  link_id text,
  automated boolean,
  user_agent text,
  ip text,
  event_id uuid,
  created_at timestamp with time zone not null default now(),
  constraint message_hits_pkey PRIMARY KEY (tenant_id, id),
  constraint automated_is_not_told CHECK (((event_id IS NULL) OR (NOT automated))),
  constraint click_has_link CHECK (((kind = 'click'::text) = (link_id IS NOT NULL))),
  constraint message_hits_ip_check CHECK ((length(ip) <= 64)),
  constraint message_hits_kind_check CHECK ((kind = ANY (ARRAY['open'::text, 'click'::text]))),
  constraint message_hits_user_agent_check CHECK ((length(user_agent) <= 500)),
  constraint open_is_judged CHECK (((kind = 'click'::text) OR (automated IS NOT NULL)))
);

CREATE INDEX message_hits_by_age ON public.message_hits USING btree (created_at);

CREATE INDEX message_hits_of_message ON public.message_hits USING btree (tenant_id, message_id, created_at);

alter table message_hits enable row level security;

alter table message_hits force row level security;

create policy own_tenant on message_hits as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table messages (
  tenant_id uuid not null,
  id bigint not null generated by default as identity,
  campaign_id uuid,
  contact_id uuid,
  template_version_id uuid,
  address text,
  status text not null default 'QUEUED'::text,
  attempts smallint not null default 0,
  doubted boolean not null default false,
  claim_token uuid,
  next_attempt_at timestamp with time zone,
  reason text,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  singly boolean not null default false,
  exception text generated always as (
CASE
    WHEN (status = ANY (ARRAY['DEFERRED'::text, 'FAILED'::text, 'SKIPPED'::text, 'UNKNOWN'::text])) THEN status
    ELSE NULL::text
END) stored,
  line text,
  constraint messages_pkey PRIMARY KEY (tenant_id, id),
  constraint messages_recipient_unique UNIQUE (tenant_id, campaign_id, contact_id),
  constraint campaign_has_version CHECK (((campaign_id IS NULL) OR (template_version_id IS NOT NULL))),
  constraint claimed_while_sending CHECK (((status = 'SENDING'::text) = (claim_token IS NOT NULL))),
  constraint deferred_has_time CHECK (((status = 'DEFERRED'::text) = (next_attempt_at IS NOT NULL))),
  constraint finished_has_time CHECK (((status = ANY (ARRAY['SENT'::text, 'FAILED'::text, 'SKIPPED'::text, 'CANCELLED'::text, 'UNKNOWN'::text])) = (finished_at IS NOT NULL))),
  constraint messages_line_check CHECK (((length(line) >= 1) AND (length(line) <= 80))),
  constraint messages_status_check CHECK ((status = ANY (ARRAY['QUEUED'::text, 'SENDING'::text, 'DEFERRED'::text, 'SENT'::text, 'FAILED'::text, 'SKIPPED'::text, 'CANCELLED'::text, 'UNKNOWN'::text]))),
  constraint single_has_line CHECK (((campaign_id IS NULL) = (line IS NOT NULL))),
  constraint singly_while_queued CHECK (((NOT singly) OR (status = 'QUEUED'::text))),
  constraint skipped_has_reason CHECK (((status <> 'SKIPPED'::text) OR (reason IS NOT NULL)))
) with (autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_cost_delay=0, fillfactor=40);

CREATE INDEX messages_due ON public.messages USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);

CREATE INDEX messages_exceptions ON public.messages USING btree (tenant_id, campaign_id, exception, contact_id) WHERE (exception IS NOT NULL);

CREATE INDEX messages_lines ON public.messages USING btree (tenant_id, line, id) WHERE (singly AND (line IS NOT NULL));

CREATE INDEX messages_singly ON public.messages USING btree (tenant_id, campaign_id, id) WHERE singly;

alter table messages enable row level security;

alter table messages force row level security;

create policy own_tenant on messages as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table migrations (
  name text not null,
  ran_at timestamp with time zone not null default now(),
  constraint migrations_pkey PRIMARY KEY (name)
);

create table password_resets (
  user_id uuid not null,
  token_hash bytea not null,
  expires_at timestamp with time zone not null,
  constraint password_resets_pkey PRIMARY KEY (user_id),
  constraint password_resets_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  constraint password_resets_token_hash_check CHECK ((length(token_hash) = 32))
);

CREATE INDEX password_resets_by_token ON public.password_resets USING btree (token_hash);

create table projects (
  tenant_id uuid not null,
  id text not null,
  name text not null,
  rate_limit jsonb not null default '{}'::jsonb,
  retry_window interval not null default '24:00:00'::interval,
  created_at timestamp with time zone not null default now(),
  host text,
  port integer,
  tls_mode text,
  smtp_user text,
  password_sealed bytea,
  auth text,
  from_name text,
  from_email text,
  reply_to text,
  is_default boolean not null default false,
  relay_version integer not null default 1,
  updated_at timestamp with time zone not null default now(),
  constraint projects_pkey PRIMARY KEY (tenant_id, id),
  constraint projects_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint credentials_whole CHECK (((smtp_user IS NULL) = (password_sealed IS NULL))),
  constraint projects_auth_check CHECK ((auth = ANY (ARRAY['plain'::text, 'login'::text, 'xoauth2'::text]))),
  constraint projects_from_email_check CHECK (((length(from_email) >= 3) AND (length(from_email) <= 254))),
  constraint projects_from_name_check CHECK (((length(from_name) >= 1) AND (length(from_name) <= 200))),
  constraint projects_host_check CHECK (((length(host) >= 1) AND (length(host) <= 253))),
  constraint projects_id_check CHECK (((length(id) >= 1) AND (length(id) <= 64))),
  constraint projects_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint projects_port_check CHECK (((port >= 1) AND (port <= 65535))),
  constraint projects_rate_limit_check CHECK ((jsonb_typeof(rate_limit) = 'object'::text)),
  constraint projects_reply_to_check CHECK (((length(reply_to) >= 3) AND (length(reply_to) <= 254))),
  constraint projects_retry_window_check CHECK ((retry_window > '00:00:00'::interval)),
  constraint projects_smtp_user_check CHECK (((length(smtp_user) >= 1) AND (length(smtp_user) <= 320))),
  constraint projects_tls_mode_check CHECK ((tls_mode = ANY (ARRAY['none'::text, 'starttls'::text, 'required'::text, 'implicit'::text]))),
  constraint relay_whole CHECK ((((host IS NULL) = (port IS NULL)) AND ((host IS NULL) = (tls_mode IS NULL)) AND ((host IS NOT NULL) OR ((smtp_user IS NULL) AND (auth IS NULL)))))
);

CREATE INDEX projects_by_creation ON public.projects USING btree (tenant_id, created_at DESC, id);

CREATE UNIQUE INDEX projects_default ON public.projects USING btree (tenant_id) WHERE is_default;

alter table projects enable row level security;

alter table projects force row level security;

create policy own_tenant on projects as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table quota_usage (
  tenant_id uuid not null,
  month date not null,
  part smallint not null default 0,
  used bigint not null,
  constraint quota_usage_pkey PRIMARY KEY (tenant_id, month, part),
  constraint quota_usage_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint quota_usage_month_check CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
  constraint quota_usage_part_check CHECK (((part >= 0) AND (part <= 16))),
  constraint quota_usage_used_check CHECK ((used >= 0))
) with (fillfactor=30);

alter table quota_usage enable row level security;

alter table quota_usage force row level security;

create policy own_tenant on quota_usage as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table rate_windows (
  tenant_id uuid not null,
  subject text not null,
  unit text not null,
  starts_at timestamp with time zone not null,
  used bigint not null,
  constraint rate_windows_pkey PRIMARY KEY (tenant_id, subject, unit),
  constraint rate_windows_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint rate_windows_unit_check CHECK ((unit = ANY (ARRAY['second'::text, 'minute'::text, 'hour'::text, 'day'::text])))
);

alter table rate_windows enable row level security;

alter table rate_windows force row level security;

create policy own_tenant on rate_windows as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table recovery_codes (
  user_id uuid not null,
  hash bytea not null,
  constraint recovery_codes_pkey PRIMARY KEY (user_id, hash),
  constraint recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  constraint recovery_codes_hash_check CHECK ((length(hash) = 32))
);

create table request_counts (
  client bytea not null,
  used integer not null,
  resets_at timestamp with time zone not null,
  constraint request_counts_pkey PRIMARY KEY (client),
  constraint request_counts_client_check CHECK ((length(client) = 32))
) with (fillfactor=30);

create table segments (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  filter jsonb not null,
  refers_to uuid[] not null default '{}'::uuid[],
  parts integer not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint segments_pkey PRIMARY KEY (tenant_id, id),
  constraint segments_name_unique UNIQUE (tenant_id, name),
  constraint segments_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint segments_filter_check CHECK ((jsonb_typeof(filter) = 'object'::text)),
  constraint segments_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint segments_parts_check CHECK (((parts >= 1) AND (parts <= 100)))
);

alter table segments enable row level security;

alter table segments force row level security;

create policy own_tenant on segments as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table sessions (
  id uuid not null,
  user_id uuid not null,
  refresh_hash bytea not null,
  created_at timestamp with time zone not null default now(),
  last_used_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint sessions_pkey PRIMARY KEY (id),
  constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  constraint sessions_refresh_hash_check CHECK ((length(refresh_hash) = 32))
);

CREATE INDEX sessions_by_end ON public.sessions USING btree (expires_at);

CREATE INDEX sessions_by_user ON public.sessions USING btree (user_id);

create table suppressions (
  tenant_id uuid not null,
  address_hash bytea not null,
  address text,
  reason text not null,
  created_at timestamp with time zone not null default now(),
  constraint suppressions_pkey PRIMARY KEY (tenant_id, address_hash),
  constraint suppressions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint suppressions_address_hash_check CHECK ((length(address_hash) = 32)),
  constraint suppressions_reason_check CHECK ((reason = ANY (ARRAY['bounce'::text, 'complaint'::text, 'unsubscribe'::text, 'manual'::text])))
);

CREATE INDEX suppressions_by_age ON public.suppressions USING btree (tenant_id, created_at);

CREATE INDEX suppressions_by_creation ON public.suppressions USING btree (tenant_id, created_at DESC, address_hash DESC);

alter table suppressions enable row level security;

alter table suppressions force row level security;

create policy own_tenant on suppressions as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table template_versions (
  tenant_id uuid not null,
  id uuid not null,
  template_id uuid not null,
  number integer not null,
  status text not null,
  subject text not null,
  html_body text not null,
  text_body text,
  variables jsonb not null default '[]'::jsonb,
  locale text,
  locale_group_id uuid,
  published_html text,
  published_text text,
  published_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  mjml_body text,
  constraint template_versions_pkey PRIMARY KEY (tenant_id, id),
  constraint template_versions_number_unique UNIQUE (tenant_id, template_id, number),
  constraint template_versions_tenant_id_template_id_fkey FOREIGN KEY (tenant_id, template_id) REFERENCES templates(tenant_id, id) ON DELETE CASCADE,
  constraint published_whole CHECK (((status = 'PUBLISHED'::text) = ((published_at IS NOT NULL) AND (published_html IS NOT NULL) AND (published_text IS NOT NULL)))),
  constraint template_versions_locale_check CHECK ((locale = ANY (ARRAY['es'::text, 'en'::text, 'it'::text, 'fr'::text, 'ca'::text, 'de'::text]))),
  constraint template_versions_number_check CHECK ((number > 0)),
  constraint template_versions_status_check CHECK ((status = ANY (ARRAY['DRAFT'::text, 'PUBLISHED'::text]))),
  constraint template_versions_subject_check CHECK (((length(subject) >= 1) AND (length(subject) <= 998))),
  constraint template_versions_variables_check CHECK ((jsonb_typeof(variables) = 'array'::text))
);

CREATE UNIQUE INDEX template_variants_unique ON public.template_versions USING btree (tenant_id, COALESCE(locale_group_id, id), COALESCE(locale, ''::text)) WHERE (status = 'PUBLISHED'::text);

alter table template_versions enable row level security;

alter table template_versions force row level security;

create policy own_tenant on template_versions as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table templates (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  slug text not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint templates_pkey PRIMARY KEY (tenant_id, id),
  constraint templates_slug_unique UNIQUE (tenant_id, slug),
  constraint templates_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint templates_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint templates_slug_check CHECK (((length(slug) >= 1) AND (length(slug) <= 200)))
);

alter table templates enable row level security;

alter table templates force row level security;

create policy own_tenant on templates as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table tenant_turns (
  tenant_id uuid not null,
  turn double precision not null,
  constraint tenant_turns_pkey PRIMARY KEY (tenant_id),
  constraint tenant_turns_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
) with (fillfactor=50);

alter table tenant_turns enable row level security;

alter table tenant_turns force row level security;

create policy own_tenant on tenant_turns as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table tenants (
  id uuid not null,
  name text not null,
  default_locale text,
  created_at timestamp with time zone not null default now(),
  monthly_quota bigint,
  sender_email text,
  sender_name text,
  postal_address text,
  updated_at timestamp with time zone not null default now(),
  weight smallint not null default 1,
  track_opens boolean not null default false,
  track_clicks boolean not null default false,
  preflight_blocking text[] not null default '{}'::text[],
  constraint tenants_pkey PRIMARY KEY (id),
  constraint sender_name_has_email CHECK (((sender_name IS NULL) OR (sender_email IS NOT NULL))),
  constraint tenants_default_locale_check CHECK ((default_locale = ANY (ARRAY['es'::text, 'en'::text, 'it'::text, 'fr'::text, 'ca'::text, 'de'::text]))),
  constraint tenants_monthly_quota_check CHECK (((monthly_quota >= 1) AND (monthly_quota <= 1000000000))),
  constraint tenants_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint tenants_postal_address_check CHECK (((length(postal_address) >= 1) AND (length(postal_address) <= 500))),
  constraint tenants_preflight_blocking_check CHECK ((cardinality(preflight_blocking) <= 50)),
  constraint tenants_sender_email_check CHECK (((length(sender_email) >= 3) AND (length(sender_email) <= 254))),
  constraint tenants_sender_name_check CHECK (((length(sender_name) >= 1) AND (length(sender_name) <= 200))),
  constraint tenants_weight_check CHECK (((weight >= 1) AND (weight <= 100)))
);

alter table tenants enable row level security;

alter table tenants force row level security;

create policy own_tenant on tenants as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (id = ( SELECT current_tenant() AS current_tenant))));

create table tracked_links (
  tenant_id uuid not null,
  source_id uuid not null,
  link_id text not null,
  url text not null,
  created_at timestamp with time zone not null default now(),
  constraint tracked_links_pkey PRIMARY KEY (tenant_id, source_id, link_id),
  constraint tracked_links_link_id_check CHECK ((length(link_id) = 16)),
  constraint tracked_links_url_check CHECK (((length(url) >= 8) AND (length(url) <= 8192)))
);

alter table tracked_links enable row level security;

alter table tracked_links force row level security;

create policy own_tenant on tracked_links as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table users (
  id uuid not null,
  email text not null,
  password_hash text not null,
  created_at timestamp with time zone not null default now(),
  name text,
  locale text,
  totp_sealed bytea,
  totp_confirmed_at timestamp with time zone,
  totp_last_step bigint,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_email_key UNIQUE (email),
  constraint totp_confirmed_has_secret CHECK (((totp_confirmed_at IS NULL) OR (totp_sealed IS NOT NULL))),
  constraint users_locale_check CHECK ((locale = ANY (ARRAY['es'::text, 'en'::text, 'it'::text, 'fr'::text, 'ca'::text, 'de'::text]))),
  constraint users_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);

create table webhook_deliveries (
  tenant_id uuid not null,
  id uuid not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  status text not null default 'PENDING'::text,
  attempt integer not null default 0,
  next_attempt_at timestamp with time zone not null default now(),
  status_code integer,
  response_body text,
  error text,
  delivered_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  kind text not null default 'event'::text,
  constraint webhook_deliveries_pkey PRIMARY KEY (tenant_id, id),
  constraint webhook_deliveries_tenant_id_endpoint_id_fkey FOREIGN KEY (tenant_id, endpoint_id) REFERENCES webhook_endpoints(tenant_id, id) ON DELETE CASCADE,
  constraint delivered_has_time CHECK (((status = 'DELIVERED'::text) = (delivered_at IS NOT NULL))),
  constraint webhook_deliveries_kind_check CHECK ((kind = ANY (ARRAY['event'::text, 'test'::text, 'replay'::text]))),
  constraint webhook_deliveries_response_body_check CHECK ((length(response_body) <= 4096)),
  constraint webhook_deliveries_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'DELIVERED'::text, 'FAILED'::text])))
);

CREATE INDEX webhook_deliveries_due ON public.webhook_deliveries USING btree (tenant_id, endpoint_id, next_attempt_at) WHERE (status = 'PENDING'::text);

CREATE INDEX webhook_deliveries_of_endpoint ON public.webhook_deliveries USING btree (tenant_id, endpoint_id, created_at DESC);

alter table webhook_deliveries enable row level security;

alter table webhook_deliveries force row level security;

create policy own_tenant on webhook_deliveries as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table webhook_endpoints (
  tenant_id uuid not null,
  id uuid not null,
  url text not null,
  events text[] not null,
  secret_sealed bytea not null,
  enabled boolean not null default true,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  long_retries boolean not null default true,
  disabled_reason text,
  disabled_at timestamp with time zone,
  failing_since timestamp with time zone,
  last_failed_at timestamp with time zone,
  paused_until timestamp with time zone,
  previous_secret_sealed bytea,
  previous_secret_until timestamp with time zone,
  constraint webhook_endpoints_pkey PRIMARY KEY (tenant_id, id),
  constraint webhook_endpoints_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  constraint disabled_has_time CHECK (((disabled_reason IS NULL) = (disabled_at IS NULL))),
  constraint disabled_is_off CHECK (((disabled_reason IS NULL) OR (NOT enabled))),
  constraint failing_whole CHECK (((failing_since IS NULL) = (last_failed_at IS NULL))),
  constraint previous_secret_has_end CHECK (((previous_secret_sealed IS NULL) = (previous_secret_until IS NULL))),
  constraint webhook_endpoints_url_check CHECK ((length(url) <= 2048))
);

alter table webhook_endpoints enable row level security;

alter table webhook_endpoints force row level security;

create policy own_tenant on webhook_endpoints as permissive for all to public
  using ((( SELECT crosses_tenants() AS crosses_tenants) OR (tenant_id = ( SELECT current_tenant() AS current_tenant))));

create table workers (
  id uuid not null,
  job_worker_ids text[] not null default '{}'::text[],
  started_at timestamp with time zone not null default now(),
  lease_until timestamp with time zone not null,
  constraint workers_pkey PRIMARY KEY (id)
);
