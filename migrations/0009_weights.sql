-- Weighted turns: between tenants by weight, between the campaigns of a tenant equally, both counted in
-- messages (docs/flow.md). `turn` is a position in virtual time: messages claimed ÷ weight. It moves in
-- the statement that claims, so all workers share it.

alter table tenants
  add column weight smallint not null default 1 check (weight between 1 and 100);

-- Not a column of `tenants`: that row is locked by whoever makes something of the tenant, and this one is
-- written with each claim.
create table tenant_turns (
  tenant_id uuid not null references tenants (id),
  turn      float8 not null,
  primary key (tenant_id)
) with (fillfactor = 50);
alter table tenant_turns enable row level security;
alter table tenant_turns force row level security;
create policy own_tenant on tenant_turns
  using ((select crosses_tenants()) or tenant_id = (select current_tenant()));

alter table campaign_progress add column turn float8 not null default 0;
