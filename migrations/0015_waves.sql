-- Delivery in each person's own time (docs/decisions, "waves").

-- A zone of the IANA database by its one name (lib/time-zone.ts); null: the campaign's.
alter table contacts add column timezone text check (length(timezone) between 1 and 64);
-- A wave's people in the order of the freeze; nothing for tenants who don't use zones.
create index contacts_by_timezone on contacts (tenant_id, timezone, id) where timezone is not null;
