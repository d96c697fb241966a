export { pricesRefused, pricesThrottled, pricesUnreachable, pricesUnreadable } from './errors.ts';
export { openPriceSource, type PriceSource, type PriceSourceOptions } from './open-price-source.ts';
export { type Prices, readPrices } from './read-prices.ts';
export { configuredPriceSource, priceSourceSettings } from './settings.ts';
