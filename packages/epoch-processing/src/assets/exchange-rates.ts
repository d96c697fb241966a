import { type Epoch, epochStartMs, type Network, PRICE_CURRENCIES, spendableEpochOf, unixMs } from '@pooltool/domain';
import { type Asset, defineAsset, meta } from '@pooltool/pipeline';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Pool } from '@pooltool/shared-utils/pg';
import type { PriceSource } from '@pooltool/shared-utils/prices';
import { type ExchangeRates, exchangeRatesOf, saveExchangeRates } from '@pooltool/store';
import { epochOf, epochs } from '../epoch-partitions.ts';
import { payoutAhead, priceSourceNotSet } from '../errors.ts';
import { patient } from '../patience.ts';
import { lagMs, NEAR_ENOUGH_MS, priceMoment } from '../price-moment.ts';

export interface ExchangeRatesParts {
  readonly network: Network;
  /** undefined: nobody asks by himself, and a person who does is told what is missing */
  readonly prices?: PriceSource | undefined;
  readonly clock: Clock;
}

interface Priced {
  readonly rates: ExchangeRates;
  /** those of an earlier run, which were nearer to the payout */
  readonly kept: boolean;
}

/** What an ada cost when the rewards earned in the partition's epoch were paid (original.md 2.4). */
export const exchangeRatesAsset = (parts: ExchangeRatesParts): Asset =>
  defineAsset<Priced, Priced>({
    name: 'exchange_rates',
    description: 'What an ada cost when the rewards earned in the epoch were paid',
    partitions: epochs,
    retry: patient,
    load: ({ pool, partition, signal }) => nearestRates(pool, parts, { earned: epochOf(partition), signal }),
    compute: (priced) => priced,
    save: async (tx, { rates, kept }) => {
      if (!kept) await saveExchangeRates(tx, rates);
    },
    metadata: ({ rates: { rates, paidAtMs, pricedAtMs, askedAtMs }, kept }) => ({
      usd: meta.number(Number(rates.get('usd'))),
      currencies: meta.count(rates.size),
      paid_at: meta.text(new Date(paidAtMs).toISOString()),
      priced_at: meta.text(new Date(pricedAtMs).toISOString()),
      asked_at: meta.text(new Date(askedAtMs).toISOString()),
      lag: meta.durationMs(lagMs(pricedAtMs, paidAtMs)),
      ...(kept ? { kept: meta.text('the prices of an earlier run: they are nearer to the payout') } : {}),
    }),
    checks: [
      {
        name: 'the prices are those of the payout',
        severity: 'warning',
        check: ({ computed: { rates } }) => {
          const lag = lagMs(rates.pricedAtMs, rates.paidAtMs);
          return { passed: lag <= NEAR_ENOUGH_MS, detail: { lag_ms: lag, allowed_ms: NEAR_ENOUGH_MS } };
        },
      },
    ],
  });

/** @throws POOLTOOL_PRICE_SOURCE_NOT_SET (reject), POOLTOOL_PAYOUT_AHEAD (retry), POOLTOOL_PRICES_… (retry) */
async function nearestRates(
  pool: Pool,
  { network, prices, clock }: ExchangeRatesParts,
  { earned, signal }: { readonly earned: Epoch; readonly signal: AbortSignal },
): Promise<Priced> {
  if (prices === undefined) throw priceSourceNotSet();
  const paidAtMs = epochStartMs(network, spendableEpochOf(earned));
  const askedAtMs = unixMs(clock.now());
  if (askedAtMs < paidAtMs) {
    throw payoutAhead({ message: `what is earned in epoch ${earned} is paid at ${new Date(paidAtMs).toISOString()}` });
  }
  const moment = priceMoment({ paidAtMs, nowMs: askedAtMs });
  const [stored] = await exchangeRatesOf(pool, [earned]);
  if (stored !== undefined && lagMs(stored.pricedAtMs, paidAtMs) < lagMs(moment.atMs, paidAtMs)) {
    return { rates: stored, kept: true };
  }
  const rates =
    moment.kind === 'now'
      ? await prices.pricesNow(PRICE_CURRENCIES, signal)
      : await prices.pricesAtMidnight(moment.atMs, PRICE_CURRENCIES, signal);
  return { rates: { earned, paidAtMs, pricedAtMs: moment.atMs, askedAtMs, rates }, kept: false };
}
