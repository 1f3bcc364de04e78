-- Webhooks that people can steer and trust, and suppressions that can be searched.

alter table webhook_endpoints
  -- Ten tries over about three days; false: the first five only (contract: Webhooks).
  add column long_retries boolean not null default true,
  -- Why the product turned it off; null when it is on, or a person turned it off.
  add column disabled_reason text,
  add column disabled_at timestamptz,
  -- When the present run of nothing but failures began, and when it last went on (P28).
  add column failing_since timestamptz,
  add column last_failed_at timestamptz,
  -- Nothing is sent before: the receiver asked for it with Retry-After.
  add column paused_until timestamptz,
  -- The secret before the last rotation also signs until then (P30).
  add column previous_secret_sealed bytea,
  add column previous_secret_until timestamptz,
  add constraint disabled_has_time check ((disabled_reason is null) = (disabled_at is null)),
  add constraint disabled_is_off check (disabled_reason is null or not enabled),
  add constraint failing_whole check ((failing_since is null) = (last_failed_at is null)),
  add constraint previous_secret_has_end check (
    (previous_secret_sealed is null) = (previous_secret_until is null));

-- A test is one delivery with its answer from the start; a replay is a new one of the same event.
alter table webhook_deliveries
  add column kind text not null default 'event' check (kind in ('event', 'test', 'replay'));

create index suppressions_by_creation on suppressions (tenant_id, created_at desc, address_hash desc);
