-- Imports: what became of each file.

-- The rows of an import under way are in a table of their own in this schema, rows_<id>. It is made and filled in the
-- transaction that brings the import to 'merging', and dropped in the one that ends it: no rows without an import can stay.
create schema import_staging;

create table imports (
  id uuid primary key,
  state text not null default 'receiving' check (state in ('receiving', 'merging', 'succeeded', 'failed', 'cancelled')),
  format text not null check (format in ('csv', 'tsv', 'ndjson')),
  mode text not null check (mode in ('atomic', 'skip_invalid')),
  dry_run boolean not null,
  file_name text check (length(file_name) <= 255),
  bytes_read bigint not null default 0,
  bytes_total bigint,
  rows_read bigint not null default 0,
  inserted bigint not null default 0,
  updated bigint not null default 0,
  unchanged bigint not null default 0,
  invalid bigint not null default 0,
  -- The first row errors in file order, as the API shows them.
  errors jsonb not null default '[]',
  failure text,
  started_at timestamptz not null default now(),
  -- When its rows were all here; imports are merged in this order.
  received_at timestamptz,
  finished_at timestamptz check ((finished_at is null) = (state in ('receiving', 'merging'))),

  -- The receiver's last sign of life.
  heartbeat_at timestamptz not null default now(),
  cancel_requested boolean not null default false,
  -- How often the merge was begun.
  attempts integer not null default 0,
  -- The catalogue changed, and the caches have not been told yet.
  caches_stale boolean not null default false
);

create index imports_latest on imports (started_at, id);
create index imports_under_way on imports (received_at) where state in ('receiving', 'merging');
create index imports_finished on imports (finished_at) where finished_at is not null;
create index imports_caches_stale on imports (finished_at) where caches_stale;
