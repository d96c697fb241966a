import { type Epoch, epoch, markOf, type UnixMs, unixMs } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';

/** What an ada cost at the payout of what was earned in an epoch. */
export interface ExchangeRates {
  readonly earned: Epoch;
  /** when the rewards were paid: the start of the spendable epoch */
  readonly paidAtMs: UnixMs;
  /** the moment the prices are of; the nearer to the payout, the better */
  readonly pricedAtMs: UnixMs;
  readonly askedAtMs: UnixMs;
  /** by currency: decimal text, as exact as the source told it */
  readonly rates: ReadonlyMap<string, string>;
}

/** Replaces what was there for the epoch. */
export async function saveExchangeRates(
  tx: Transaction,
  { earned, paidAtMs, pricedAtMs, askedAtMs, rates }: ExchangeRates,
): Promise<void> {
  await tx.query(
    `insert into exchange_rate (earned_epoch, rates, paid_at, priced_at, asked_at)
     values ($1, $2::jsonb, $3, $4, $5)
     on conflict (earned_epoch) do update set rates = excluded.rates, paid_at = excluded.paid_at,
       priced_at = excluded.priced_at, asked_at = excluded.asked_at`,
    [earned, JSON.stringify(Object.fromEntries(rates)), new Date(paidAtMs), new Date(pricedAtMs), new Date(askedAtMs)],
  );
  await markDocuments(tx, [markOf.exchangeRates(earned), markOf.ecosystem('prices')]);
}

/** Of earned epochs `from` to `to`, both included, as far as they are known; ascending. */
export const exchangeRates = (
  db: Queryable,
  { from, to }: { readonly from: Epoch; readonly to: Epoch },
): Promise<ExchangeRates[]> => ratesWhere(db, 'earned_epoch between $1 and $2', [from, to]);

/** Of these earned epochs, as far as they are known. */
export const exchangeRatesOf = (db: Queryable, earned: readonly Epoch[]): Promise<ExchangeRates[]> =>
  ratesWhere(db, 'earned_epoch = any($1::int[])', [earned]);

/** Of the last epoch that has any: the prices nearest to now that are known. */
export const newestExchangeRates = async (db: Queryable): Promise<ExchangeRates | null> =>
  (await ratesWhere(db, 'earned_epoch = (select max(earned_epoch) from exchange_rate)', []))[0] ?? null;

async function ratesWhere(db: Queryable, condition: string, values: readonly unknown[]): Promise<ExchangeRates[]> {
  const { rows } = await db.query<Row>(
    `select earned_epoch, rates, paid_at, priced_at, asked_at from exchange_rate where ${condition} order by earned_epoch`,
    [...values],
  );
  return rows.map((row) => ({
    earned: epoch(row.earned_epoch),
    paidAtMs: unixMs(row.paid_at.getTime()),
    pricedAtMs: unixMs(row.priced_at.getTime()),
    askedAtMs: unixMs(row.asked_at.getTime()),
    rates: new Map(Object.entries(row.rates)),
  }));
}

interface Row {
  readonly earned_epoch: number;
  readonly rates: Readonly<Record<string, string>>;
  readonly paid_at: Date;
  readonly priced_at: Date;
  readonly asked_at: Date;
}
