-- What was paid to whom, as far as we followed it; and people who prove a stake credential by paying.

-- Outputs our chain made. Rows are only added, taken back by a roll backward, and dropped once they were spent so long
-- ago that no roll backward can bring them back.
create table chain_output (
  transaction_id  bytea    not null check (length(transaction_id) = 32),
  output_index    integer  not null,
  slot            bigint   not null,
  -- of the stake part of its address, a pointer resolved to what it points at; null: there is none
  credential_kind smallint check (credential_kind between 0 and 1),
  credential      bytea    check (length(credential) = 28),
  -- what 64 bits hold without a sign, as in a block
  amount          numeric(20, 0) not null,
  check ((credential is null) = (credential_kind is null)),
  primary key (transaction_id, output_index)
);
create index chain_output_by_slot on chain_output (slot);

-- Which outputs were spent, and when; also outputs of before our chain began. Apart from the output itself, so that
-- spending adds a row at an end instead of rewriting one in the middle and its place in three indexes.
create table output_spending (
  slot           bigint  not null,
  transaction_id bytea   not null,
  output_index   integer not null
);
create index output_spending_by_slot on output_spending (slot);

create table verification (
  id              uuid        primary key default gen_random_uuid(),
  credential_kind smallint    not null check (credential_kind between 0 and 1),
  credential      bytea       not null check (length(credential) = 28),
  -- bech32, as it is shown; and its bytes, as they stand in an output
  address         text        not null,
  address_bytes   bytea       not null,
  amount          numeric(20, 0) not null check (amount > 0),
  requested_at    timestamptz not null,
  expires_at      timestamptz not null,
  -- the same in slots: a payment counts from the first on and before the second
  from_slot       bigint      not null,
  until_slot      bigint      not null check (until_slot > from_slot),
  -- derived from the payments on our chain and the slot it has reached
  state           text        not null default 'pending' check (state in ('pending', 'payer-unknown', 'verified', 'expired')),
  proof           bytea       check (length(proof) = 32),
  proof_slot      bigint,
  -- payments of this amount to this address are its own until no roll backward can change its state any more
  open            boolean     not null default true,
  check ((state = 'verified') = (proof is not null and proof_slot is not null))
);
create unique index verification_open on verification (address_bytes, amount) where open;
create index verification_by_credential on verification (credential, credential_kind);

-- Payments of exactly a verification's amount to its address.
create table verification_payment (
  transaction_id    bytea    not null check (length(transaction_id) = 32),
  output_index      integer  not null,
  verification      uuid     not null references verification on delete cascade,
  slot              bigint   not null,
  transaction_index integer  not null,
  -- what its transaction spends, as <transaction id>#<index>, and beside each whose it was: key:<hash>, script:<hash>,
  -- nobody; null while nobody has told us
  inputs            text[]   not null,
  payers            text[]   not null check (cardinality(payers) = cardinality(inputs)),
  primary key (transaction_id, output_index)
);
create index verification_payment_by_slot on verification_payment (slot);
create index verification_payment_by_verification on verification_payment (verification);
create index verification_payment_unknown on verification_payment (slot) where array_position(payers, null) is not null;
