-- What clients write into Firebase and nobody else, as the daemon client-writes last found it there.

-- The device that a user signed in on last: where a message to him can be pushed. A token is a secret.
create table push_device (
  -- no reference: the token may come before the user does, and is of nobody until then
  user_id uuid primary key,
  token   text not null check (token ~ '^[A-Za-z0-9_:-]+$' and length(token) between 20 and 400)
);

-- What a device wants to be told of a pool. Whoever has the token set it; of most nobody knows whose device it is.
create table pool_alert (
  pool_id bytea not null check (length(pool_id) = 28),
  kind    text  not null check (kind in ('block_production', 'fee', 'pledge', 'saturation')),
  token   text  not null check (token ~ '^[A-Za-z0-9_:-]+$' and length(token) between 20 and 400),
  -- of fee what the pool asked for then, of saturation the limit: as clients wrote it
  terms   jsonb not null check (jsonb_typeof(terms) = 'object' and length(terms::text) <= 1000),
  primary key (pool_id, kind, token)
);
create index pool_alert_by_token on pool_alert (token);

-- What a user told about himself.
create table client_contact (
  -- no reference, as above
  user_id   uuid primary key,
  email     text check (length(email) between 3 and 254),
  nick_name text check (length(nick_name) between 1 and 60),
  check (email is not null or nick_name is not null)
);

-- A note that was taken away stays as an empty one, so that it is told from a pool of which nothing was ever written here: what
-- Firebase has of that one from before us is taken in and not wiped.
alter table pool_note drop constraint pool_note_note_check, add constraint pool_note_note_check check (length(note) <= 1024);
