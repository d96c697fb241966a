-- Prices of an ada at the payout of what was earned in an epoch, and how near to the payout they are.
alter table exchange_rate rename column epoch to earned_epoch;
-- nothing wrote the table before, so there is no row without them
alter table exchange_rate
  -- the payout: the start of the spendable epoch
  add column paid_at timestamptz not null,
  -- the moment the prices are of
  add column priced_at timestamptz not null,
  -- when the source was asked for them
  add column asked_at timestamptz not null;
comment on column exchange_rate.rates is 'currency code to decimal text, digit for digit as the source wrote it; ada itself is not among them';
