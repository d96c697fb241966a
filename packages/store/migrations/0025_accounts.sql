-- People who sign in, which addresses are theirs, and what they set.

create table account_user (
  user_id           uuid        primary key,
  authority         text        not null default 'user' check (authority in ('user', 'groupadmin', 'administrator')),
  -- says itself how it was made: scrypt.…, or $2…$ (bcrypt) of a user of the old backend until he signs in
  password_hash     text        not null check (password_hash ~ '^(scrypt\.|\$2[abxy]\$)' and length(password_hash) <= 200),
  created_at        timestamptz not null,
  settings          jsonb       not null default '{}' check (jsonb_typeof(settings) = 'object' and length(settings::text) <= 65536),
  favorite_pools    text[]      not null default '{}' check (cardinality(favorite_pools) <= 1000),
  favorite_accounts text[]      not null default '{}' check (cardinality(favorite_accounts) <= 1000)
);
create index account_user_by_age on account_user (created_at);

-- Whose a stake credential is: one user's, for good. It was proven by a payment, which proves it also when it is undone.
create table user_address (
  credential_kind smallint    not null check (credential_kind between 0 and 1),
  credential      bytea       not null check (length(credential) = 28),
  user_id         uuid        not null references account_user on delete cascade,
  proven_at       timestamptz not null,
  primary key (credential, credential_kind)
);
create index user_address_by_user on user_address (user_id);

-- What is done when a verification proves: the address becomes the user's, or his password becomes the new one.
create table account_claim (
  verification    uuid        primary key references verification on delete cascade,
  user_id         uuid        not null references account_user on delete cascade,
  credential_kind smallint    not null check (credential_kind between 0 and 1),
  credential      bytea       not null check (length(credential) = 28),
  purpose         text        not null check (purpose in ('address', 'password')),
  password_hash   text        check (length(password_hash) <= 200),
  created_at      timestamptz not null,
  -- lost: the address was another user's by then
  outcome         text        not null default 'open' check (outcome in ('open', 'done', 'lost')),
  done_at         timestamptz,
  check ((purpose = 'password') = (password_hash is not null)),
  check ((outcome = 'open') = (done_at is null))
);
create index account_claim_by_credential on account_claim (credential, credential_kind);
create index account_claim_by_user on account_claim (user_id);

-- A token is shown once and kept as its hash.
create table session (
  token_hash bytea       primary key check (length(token_hash) = 32),
  user_id    uuid        not null references account_user on delete cascade,
  created_at timestamptz not null,
  used_at    timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index session_by_user on session (user_id);
create index session_by_expiry on session (expires_at);
