-- How far a merge is, while nobody sees what its transaction does.

alter table imports
  -- Products that it makes and changes, once they are counted, and when that was.
  add column merge_total bigint,
  add column merge_started_at timestamptz;

-- Counts them as they are written. A sequence is outside of transactions, so that others see it move; one will do, as one
-- import at a time is merged.
create sequence import_staging.written as bigint cache 1;
