-- Contacts from files. The file is kept here in chunks until it is worked through: the hosts that take
-- it and the workers that read it share nothing but this database.

create table contact_imports (
  tenant_id       uuid not null references tenants (id),
  id              uuid not null,
  name            text check (length(name) between 1 and 200),
  status          text not null check (
    status in ('RECEIVING', 'QUEUED', 'RUNNING', 'DONE', 'CANCELLED', 'FAILED')),
  -- Why it FAILED, for a person to read.
  reason          text check (length(reason) between 1 and 1000),
  format          text not null check (format in ('csv', 'ndjson')),
  dry_run         boolean not null default false,
  -- What was asked for: mapping, unmapped, defaults of all rows.
  options         jsonb not null default '{}' check (jsonb_typeof(options) = 'object'),
  -- What was found or given: both known once the file is there.
  encoding        text check (encoding in ('utf-8', 'utf-16le', 'utf-16be', 'windows-1252')),
  delimiter       text check (delimiter in (',', ';', '|', E'\t')),
  -- How each column of a CSV file is read: [{"column": "E-Mail", "field": "email"}, …]; a null field is
  -- not read.
  columns         jsonb check (jsonb_typeof(columns) = 'array'),
  -- Octets of the text as UTF-8, after decompression, and the chunks that hold it.
  bytes           bigint not null default 0 check (bytes >= 0),
  chunks          integer not null default 0 check (chunks >= 0),
  -- Where the next batch begins: a chunk, and the place in its text (UTF-16 units). They move in the
  -- transaction of the batch, so a crash neither repeats nor loses a row.
  next_chunk      integer not null default 0,
  next_place      integer not null default 0,
  bytes_done      bigint not null default 0,
  -- Data rows read so far, and the lines of the file behind them.
  row_count       bigint not null default 0,
  line_count      bigint not null default 0,
  created_count   bigint not null default 0,
  updated_count   bigint not null default 0,
  unchanged_count bigint not null default 0,
  failed_count    bigint not null default 0,
  suppressed_count bigint not null default 0,
  created_at      timestamptz not null default now(),
  received_at     timestamptz,
  started_at      timestamptz,
  finished_at     timestamptz,
  primary key (tenant_id, id),
  constraint finished_has_time check (
    (status in ('DONE', 'CANCELLED', 'FAILED')) = (finished_at is not null)),
  constraint failed_has_reason check ((status = 'FAILED') = (reason is not null)),
  constraint imported_adds_up check (
    row_count = created_count + updated_count + unchanged_count + failed_count),
  -- Suppressed ones are some of those that were applied.
  constraint suppressed_are_applied check (suppressed_count <= row_count - failed_count)
);
create index contact_imports_by_end on contact_imports (finished_at) where finished_at is not null;
create index contact_imports_receiving on contact_imports (created_at) where status = 'RECEIVING';

-- The file's text in order, each part compressed (raw DEFLATE, RFC 1951); gone once it is worked through.
create table contact_import_chunks (
  tenant_id   uuid not null,
  import_id   uuid not null,
  number      integer not null check (number >= 0),
  bytes       bytea not null,
  received_at timestamptz not null default now(),
  primary key (tenant_id, import_id, number),
  foreign key (tenant_id, import_id) references contact_imports (tenant_id, id) on delete cascade
);
-- Compressed already.
alter table contact_import_chunks alter column bytes set storage external;

-- Rows that could not be applied. The address as it stood there, so that people can mend their file;
-- `address` is its normalised form, by which an erasure finds it.
create table contact_import_failures (
  tenant_id  uuid not null,
  import_id  uuid not null,
  row_number bigint not null check (row_number > 0),
  line       bigint not null check (line > 0),
  email      text,
  address    text,
  message    text not null,
  primary key (tenant_id, import_id, row_number)
);
create index contact_import_failures_by_address on contact_import_failures (tenant_id, address)
  where address is not null;

-- Who came with a file: contacts that it created, changed, or found as they are. No foreign key: its check
-- costs more than the row. An erasure and the end of the import take the rows away.
create table contact_import_members (
  tenant_id  uuid not null,
  import_id  uuid not null,
  contact_id uuid not null,
  primary key (tenant_id, import_id, contact_id)
);

-- What contacts would have become: a dry run reads these before the contacts, so that rows far apart
-- with the same key count as they would in earnest. Gone with the end of the dry run.
create table contact_import_drafts (
  tenant_id   uuid not null,
  import_id   uuid not null,
  contact_id  uuid not null,
  email       text not null,
  external_id text,
  contact     jsonb not null,
  primary key (tenant_id, import_id, contact_id)
);
create index contact_import_drafts_by_email on contact_import_drafts (tenant_id, import_id, email);
create index contact_import_drafts_by_external_id
  on contact_import_drafts (tenant_id, import_id, external_id) where external_id is not null;

-- An import adds a pending entry per attribute: merged in larger parts, 60,000 rows with twenty attributes cost
-- 39 instead of 50 us each. A search reads what is pending, a few ms at most, until the next vacuum.
alter index contacts_by_attributes set (gin_pending_list_limit = 16384);

-- Looking up the tenant of each row took a sixth of an insert: 3.1 of 18 us (the ledger has no such key
-- either). Row-level security lets a transaction write rows of its own tenant only, and tenants stay.
alter table contacts drop constraint contacts_tenant_id_fkey;

do $$
declare
  t text;
begin
  foreach t in array array['contact_imports', 'contact_import_chunks', 'contact_import_failures',
                           'contact_import_members', 'contact_import_drafts'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy own_tenant on %I using ((select crosses_tenants()) or tenant_id = (select current_tenant()))', t);
  end loop;
end
$$;
