-- Who may report, and what was reported but not yet looked at.

-- A key is shown once and kept as its hash. What it may speak for are its user's pools.
create table api_key (
  key_hash   bytea       primary key check (length(key_hash) = 32),
  user_id    uuid        not null,
  -- what the user calls it; '' where he gave it no name
  label      text        not null default '',
  -- the first characters, so that its owner knows it again
  shown      text        not null check (length(shown) between 1 and 12),
  -- it came from the old backend (a UUID)
  legacy     boolean     not null default false,
  created_at timestamptz not null,
  revoked_at timestamptz
);
create index api_key_by_user on api_key (user_id);

create table operator_pool (
  user_id    uuid        not null,
  pool_id    bytea       not null check (length(pool_id) = 28),
  created_at timestamptz not null,
  primary key (user_id, pool_id)
);
create index operator_pool_by_pool on operator_pool (pool_id);

-- Messages as intake read them, a row for each batch that came together; deleted by the transaction that took them in.
create table tip_inbox (
  batch    bigint generated always as identity primary key,
  -- how many messages it holds, so that counting them reads none
  size     integer not null check (size > 0),
  messages jsonb   not null
);

-- How far each writer of the feed in DynamoDB was read: there this stands where tip_inbox has no rows. Moved by the
-- transaction that took the messages in, and kept until long after the feed has forgotten the writer.
create table tip_feed_cursor (
  writer   text        primary key,
  -- number of the last item taken
  taken    bigint      not null check (taken > 0),
  moved_at timestamptz not null
);

-- Who may report is kept in memory by whoever answers reports; each change tells them, by whatever hand it was made.
create function tell_keys_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('pooltool_keys', '');
  return null;
end $$;
create trigger api_key_changed after insert or update or delete or truncate on api_key
  for each statement execute function tell_keys_changed();
create trigger operator_pool_changed after insert or update or delete or truncate on operator_pool
  for each statement execute function tell_keys_changed();
