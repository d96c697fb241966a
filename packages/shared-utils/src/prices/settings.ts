import { type ConfigDefinition, type ConfigOf, setting } from '../config/index.ts';
import { openPriceSource, type PriceSource } from './open-price-source.ts';

/** Where prices of ada come from. */
export const priceSourceSettings = {
  PRICE_SOURCE_URL: setting.optional(
    setting.url({
      says: "where to ask what an ada costs: CoinGecko's API, version 3, or what answers like it. Without it nobody asks, and there are no exchange rates",
      protocols: ['http:', 'https:'],
      example: 'https://api.coingecko.com/api/v3',
    }),
  ),
  PRICE_SOURCE_API_KEY: setting.optional(
    setting.secret({ says: 'the key the price source knows us by; CoinGecko answers a little without one' }),
  ),
  PRICE_SOURCE_API_KEY_HEADER: setting.string({
    says: "the header PRICE_SOURCE_API_KEY is sent in; x-cg-pro-api-key for CoinGecko's paid plans",
    default: 'x-cg-demo-api-key',
    pattern: /^[A-Za-z0-9-]+$/,
    wants: 'the name of a header',
  }),
};

type PriceSourceConfig = ConfigOf<ConfigDefinition<typeof priceSourceSettings>>;

/** undefined: no source is set. */
export function configuredPriceSource(config: PriceSourceConfig): PriceSource | undefined {
  const { PRICE_SOURCE_URL: url, PRICE_SOURCE_API_KEY: value, PRICE_SOURCE_API_KEY_HEADER: header } = config;
  return url === undefined
    ? undefined
    : openPriceSource({ url, ...(value === undefined ? {} : { apiKey: { header, value } }) });
}
