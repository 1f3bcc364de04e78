-- Which findings of a pre-flight refuse a send in this tenant, beside those that always do (P46). The codes
-- are listed in src/lib/finding.ts.

alter table tenants
  add column preflight_blocking text[] not null default '{}'
    check (cardinality(preflight_blocking) <= 50);
