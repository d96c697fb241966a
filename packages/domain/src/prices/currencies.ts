/**
 * What the price of an ada is told in: 58 codes of CoinGecko (clients.md, ecosystem.prices). The app's typed model wants
 * every one of them as a number, and one for ada itself, which is ours to add.
 */
export const PRICE_CURRENCIES = [
  ...['aed', 'ars', 'aud', 'bch', 'bdt', 'bhd', 'bmd', 'bnb', 'brl', 'btc', 'cad', 'chf', 'clp', 'cny', 'czk'],
  ...['dkk', 'dot', 'eos', 'eth', 'eur', 'gbp', 'hkd', 'huf', 'idr', 'ils', 'inr', 'jpy', 'krw', 'kwd', 'link'],
  ...['lkr', 'ltc', 'mmk', 'mxn', 'myr', 'nok', 'nzd', 'php', 'pkr', 'pln', 'rub', 'sar', 'sek', 'sgd'],
  ...['thb', 'try', 'twd', 'uah', 'usd', 'vef', 'vnd', 'xag', 'xau', 'xdr', 'xlm', 'xrp', 'yfi', 'zar'],
] as const;
export type PriceCurrency = (typeof PRICE_CURRENCIES)[number];
