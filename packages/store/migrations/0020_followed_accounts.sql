-- Whose payouts people want to be told of, and by which channel. Apart from watched_key, into which whoever opens the
-- website brings keys, and which forgets those that nobody looks at: a follower who never looks is told all the same.
create table followed_account (
  credential_kind smallint not null check (credential_kind in (0, 1)),
  credential      bytea    not null check (length(credential) = 28),
  -- who tells them, such as the Telegram bot
  channel         text     not null,
  primary key (credential, credential_kind, channel)
);
