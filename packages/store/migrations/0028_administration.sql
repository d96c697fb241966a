-- What administrators say and do.

-- What they call a pool: a group it belongs to, and whether it imitates another. A row is never taken away, so that who
-- takes a label back is told from a pool that never had one.
create table pool_label (
  pool_id    bytea   primary key check (length(pool_id) = 28),
  group_name text    not null default '' check (length(group_name) <= 100),
  imposter   boolean not null default false,
  -- how often it changed: their sum grows with each change of any label, in whatever order changes commit
  changes    bigint  not null default 0
);

-- What everybody is shown at the top of the website, or of the app; both empty: nothing.
create table admin_message (
  kind    text primary key check (kind in ('web', 'app')),
  title   text not null check (length(title) <= 200),
  message text not null check (length(message) <= 4000)
);

-- Pools whose delegators somebody wants looked at anew.
create table delegator_update (
  pool_id bytea primary key check (length(pool_id) = 28)
);

-- Pools chosen by somebody, under a name. As clients read them.
create table portfolio (
  portfolio_id text  primary key check (length(portfolio_id) between 1 and 100),
  record       jsonb not null check (jsonb_typeof(record) = 'object' and length(record::text) <= 262144)
);

-- Each act of an administrator, in the transaction of the act: who, when, what, of whom or what; before and after.
create table administration_act (
  act_id   bigint      generated always as identity primary key,
  acted_at timestamptz not null,
  -- null: by whoever has the database, with the pooltool command. No reference: acts outlive users
  user_id  uuid,
  deed     text        not null check (length(deed) between 1 and 60),
  -- a pool by its 56 hex characters, a user by his id, a kind of message
  subject  text        not null check (length(subject) <= 200),
  before   jsonb,
  after    jsonb
);
create index administration_act_by_subject on administration_act (subject, act_id);

-- What somebody did cannot be made to look otherwise.
create function refuse_other_acts() returns trigger language plpgsql as $$
begin
  raise exception 'an act of an administrator is kept as it is';
end $$;
create trigger administration_act_kept before update or delete on administration_act
  for each row execute function refuse_other_acts();

-- What administrators look through: what is waited for, and what was proven last.
create index account_claim_open on account_claim (purpose, created_at) where outcome = 'open';
create index account_claim_done on account_claim (purpose, done_at) where outcome = 'done';
create index user_address_by_proof on user_address (proven_at);
create index account_user_with_authority on account_user (user_id) where authority <> 'user';
