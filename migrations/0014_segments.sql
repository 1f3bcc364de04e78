-- Segments: saved filters of contacts.
create table segments (
  tenant_id  uuid not null references tenants (id),
  id         uuid not null,
  name       text not null check (length(name) between 1 and 200),
  filter     jsonb not null check (jsonb_typeof(filter) = 'object'),
  -- What `filter` says, too: the segments that it names, each as often as it does, and how many parts it
  -- has. Circles and the size of the whole are found without reading every filter of the tenant.
  refers_to  uuid[] not null default '{}',
  parts      integer not null check (parts between 1 and 100),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint segments_name_unique unique (tenant_id, name)
);
alter table segments enable row level security;
alter table segments force row level security;
create policy own_tenant on segments
  using ((select crosses_tenants()) or tenant_id = (select current_tenant()));

-- The segments that the audience of a started campaign is made of, as they were at the start: an edit
-- after it changes nobody's mail. Null: the audience names none.
alter table campaigns
  add column frozen_segments jsonb check (jsonb_typeof(frozen_segments) = 'object');

-- The instant that an ISO 8601 text names, to the millisecond; null for any other text. Not a cast: one
-- contact with "soon" in a date would make every statement over it fail, and a handler for that can't run
-- in a parallel worker. The days of the month are counted before the date is made, for the same reason.
-- contacts/filter/instant.ts reads texts the same way. The pattern captures nothing: with captures, which
-- PostgreSQL finds by trying, a call took ten times as long.
create function iso_instant(value text) returns timestamptz
  language plpgsql immutable strict parallel safe
as $$
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
$$;

-- Counts of filters over these four columns come from the index alone. Few different values, so equal
-- keys share their place: about 7 bytes a contact.
create index contacts_by_audience on contacts (tenant_id, locale, source, project_id, opt_in);
-- Rows come in the order of this one: each goes to its right edge.
create index contacts_by_creation on contacts (tenant_id, created_at);
