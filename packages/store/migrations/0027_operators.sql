-- What operators set for themselves, and what Zapier asks of us.

-- Who asked to speak for a pool because an address of his stands in its registration. It counts only while that is so: asked
-- anew each time, so that neither a sold pool nor a rolled back registration leaves a right behind or takes one away.
create table pool_claim (
  user_id    uuid        not null references account_user on delete cascade,
  pool_id    bytea       not null check (length(pool_id) = 28),
  claimed_at timestamptz not null,
  primary key (user_id, pool_id)
);
create index pool_claim_by_pool on pool_claim (pool_id);
create trigger pool_claim_changed after insert or update or delete or truncate on pool_claim
  for each statement execute function tell_keys_changed();
create trigger users_told_after_insert after insert on pool_claim referencing new table as after_it
  for each statement execute function tell_users_after_insert();
create trigger users_told_after_delete after delete on pool_claim referencing old table as before_it
  for each statement execute function tell_users_after_delete();
create trigger user_address_changed after insert or update or delete or truncate on user_address
  for each statement execute function tell_keys_changed();

-- What a pool's operator tells on its page: HTML of few tags, made harmless before it came here. One that was taken away is
-- empty: of a pool without a row, what Firebase has of the old backend's time stays there.
create table pool_note (
  pool_id    bytea       primary key check (length(pool_id) = 28),
  note       text        not null check (length(note) <= 1024),
  -- null: by whoever has the database. No reference: a note outlives its user
  user_id    uuid,
  written_at timestamptz not null
);

-- Of what a user wants to be told about a pool of his, and where. The channel sends it; here is only that it should.
create table pool_alert_choice (
  user_id   uuid  not null references account_user on delete cascade,
  pool_id   bytea not null check (length(pool_id) = 28),
  alert     text  not null check (length(alert) between 1 and 40),
  channel   text  not null check (length(channel) between 1 and 20),
  -- from where on it is told, in the alert's own unit; null: whenever it happens
  threshold numeric(20, 3),
  primary key (user_id, pool_id, alert, channel)
);
create index pool_alert_choice_by_pool on pool_alert_choice (pool_id, alert);

-- Zapier shows the key and its secret. The key is a name and no secret; the secret is shown once and kept as its hash.
-- No reference to the user: keys of the old backend may come before their users do.
create table zapier_key (
  api_key     uuid        primary key,
  user_id     uuid        not null,
  secret_hash bytea       not null check (length(secret_hash) = 32),
  -- it came from the old backend
  legacy      boolean     not null default false,
  created_at  timestamptz not null
);
create index zapier_key_by_user on zapier_key (user_id);

-- Where Zapier wants to be told, and of what: once for each user, trigger, object and address.
create table zapier_hook (
  hook_id    bigint      generated always as identity primary key,
  user_id    uuid        not null,
  trigger    text        not null check (trigger in ('new_block', 'new_post')),
  -- of new_block a pool's 56 hex characters, '0' for all pools; of new_post nothing
  data_key   text        not null,
  url        text        not null check (length(url) between 9 and 1000),
  created_at timestamptz not null,
  check (case trigger when 'new_block' then data_key ~ '^(0|[0-9a-f]{56})$' else data_key = '' end)
);
create unique index zapier_hook_once on zapier_hook (user_id, trigger, data_key, url);
create index zapier_hook_by_trigger on zapier_hook (trigger, data_key);
