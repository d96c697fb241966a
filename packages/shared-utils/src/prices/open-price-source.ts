import { type FetchLimits, fetchText } from './fetch-text.ts';
import { type Prices, readPrices } from './read-prices.ts';

/** What one ada costs. Each @throws POOLTOOL_PRICES_UNREACHABLE, …_THROTTLED, …_REFUSED, …_UNREADABLE (all retry) */
export interface PriceSource {
  /** as of now */
  pricesNow(currencies: readonly string[], signal?: AbortSignal): Promise<Prices>;
  /** at 00:00 UTC of the day that begins then; known to the source some 40 minutes later */
  pricesAtMidnight(midnightMs: number, currencies: readonly string[], signal?: AbortSignal): Promise<Prices>;
}

export interface PriceSourceOptions extends Partial<FetchLimits> {
  /** before `/simple/price` and `/coins/cardano/history` */
  readonly url: string;
  readonly apiKey?: { readonly header: string; readonly value: string } | undefined;
}

/** A slow answer is worth no worker's time; the pipeline asks again. */
const TIMEOUT_MS = 20_000;
/** A day's history comes with market data of every kind, 30 KB in all. */
const MAX_BYTES = 1024 * 1024;

/**
 * CoinGecko's API, version 3. A day's prices (`coins/{id}/history`) are those of 00:00 UTC in all currencies at once, and
 * are there for 365 days with a demo key; finer grained history (`market_chart/range`) is one request for each currency.
 */
export function openPriceSource(options: PriceSourceOptions): PriceSource {
  const { url, apiKey, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES } = options;
  const headers = apiKey === undefined ? {} : { [apiKey.header]: apiKey.value };
  const ask = (path: string, query: Readonly<Record<string, string>>, signal: AbortSignal | undefined) =>
    fetchText(new URL(`${url.replace(/\/+$/, '')}${path}?${new URLSearchParams(query).toString()}`), {
      headers,
      signal,
      timeoutMs,
      maxBytes,
    });
  return {
    pricesNow: async (currencies, signal) => {
      const query = { ids: 'cardano', vs_currencies: currencies.join(','), precision: 'full' };
      return readPrices(await ask('/simple/price', query, signal), ['cardano'], currencies);
    },
    pricesAtMidnight: async (midnightMs, currencies, signal) => {
      const query = { date: dayMonthYear(midnightMs), localization: 'false' };
      const answer = await ask('/coins/cardano/history', query, signal);
      return readPrices(answer, ['market_data', 'current_price'], currencies);
    },
  };
}

/** `30-12-2024`, as the history wants its day. */
function dayMonthYear(ms: number): string {
  const [year, month, day] = new Date(ms).toISOString().slice(0, 10).split('-');
  return `${day}-${month}-${year}`;
}
