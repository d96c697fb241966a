-- Rows of the old backend that were taken over, each by a hash of what names it: taking over may be repeated, and what was
-- taken away from somebody here, or by himself, does not come back with it.
create table old_row_taken (
  what     text  not null check (length(what) between 1 and 40),
  row_hash bytea not null check (length(row_hash) = 32),
  primary key (what, row_hash)
);
