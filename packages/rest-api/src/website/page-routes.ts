import { epoch } from '@pooltool/domain';
import { exchangeRates } from '@pooltool/store';
import { newestHistogram } from '@pooltool/store/documents';
import { exchangeRatesRecord, histogramRecord, wordsOfPools } from '@pooltool/store/website';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { drawForAll } from '../conventions/draw-together.ts';
import { ANY_QUERY, WEBSITE } from './website-facts.ts';
import { BY_NUMBER, BY_POOL, count, epochNumber, mapOf, record } from './wire-types.ts';

type Parts = Pick<ApiParts, 'pool'>;

const OF_A_PAGE = { ...WEBSITE, params: Type.Object({}), errors: [] };

/** What single pages ask: Home its histograms, an address its prices, the network's health its names. */
export const pageRoutes = (parts: Parts) => [histogramRoute(parts), exchangeRatesRoute(parts), tickersRoute(parts)];

const label = Type.String({
  description: 'Percent with two decimals, as the chart shows it',
  pattern: '^[0-9]+\\.[0-9]{2}$',
});

const histogramRoute = ({ pool }: Parts) =>
  apiRoute({
    ...OF_A_PAGE,
    path: '/api/ros_histogram',
    operationId: 'websiteRosHistogram',
    summary: 'How many pools or addresses had which return, for the website',
    description: 'In the newest epoch that is paid and counted. Before the first there is none of epoch 0.',
    query: Type.Object({
      type: Type.Union([Type.Literal('pool'), Type.Literal('stake')], {
        description: 'Of pools, or of addresses.',
        default: 'pool',
      }),
    }),
    answers: {
      'application/json': {
        schema: record({
          epoch: epochNumber('The earned one'),
          histogramdata: Type.Array(record({ min: label, max: label, freq: count('Of them') })),
        }),
        example: { epoch: 610, histogramdata: [{ min: '2.00', max: '2.49', freq: 341 }] },
      },
    },
    answer: async ({ query }) => {
      const newest = await newestHistogram(pool, query.type === 'pool' ? 'pools' : 'accounts');
      return {
        freshness: 'moving',
        json: () => (newest === null ? { epoch: 0, histogramdata: [] } : histogramRecord(newest)),
      };
    },
  });

const EVERY_EPOCH = { from: epoch(0), to: epoch(999_999) };

function exchangeRatesRoute({ pool }: Parts) {
  const drawn = drawForAll(async () => {
    const known = await exchangeRates(pool, EVERY_EPOCH);
    return Object.fromEntries(known.map((one) => [String(one.earned), exchangeRatesRecord(one)]));
  });
  return apiRoute({
    ...OF_A_PAGE,
    path: '/api/epoch_exchange_rates',
    operationId: 'websiteExchangeRates',
    summary: 'What an ada cost when rewards were paid, for the website',
    description: 'By the epoch in which they were earned. An epoch without prices is left out, and so is a currency.',
    query: ANY_QUERY,
    answers: {
      'application/json': {
        schema: mapOf(
          record({
            rewardDate: Type.Integer({ description: 's since 1970', minimum: 0 }),
            adaPrices: Type.Record(Type.String(), Type.Number()),
          }),
          { by: BY_NUMBER },
        ),
        example: { '610': { rewardDate: 1_771_364_691, adaPrices: { ada: 1, usd: 0.612 } } },
      },
    },
    answer: async () => {
      const body = await drawn();
      return { freshness: 'moving', json: () => body };
    },
  });
}

function tickersRoute({ pool }: Parts) {
  const drawn = drawForAll(async () => {
    const pools = [...(await wordsOfPools(pool))].sort(([one], [other]) => (one < other ? -1 : 1));
    const tickers = Object.fromEntries(
      pools.map(([of, { ticker, itnVerified }]) => [of, { ticker, itn_verified: itnVerified }]),
    );
    return { hash: 0, tickers };
  });
  return apiRoute({
    ...OF_A_PAGE,
    path: '/api/tickers2026',
    operationId: 'websiteTickers',
    summary: 'Every pool with its ticker, for the website',
    description:
      'Asked where the file of the same name cannot be had. Tickers are empty until pools’ metadata is read.',
    query: ANY_QUERY,
    answers: {
      'application/json': {
        schema: record({
          hash: Type.Integer({ description: 'Another number when a ticker changes' }),
          tickers: mapOf(record({ ticker: Type.String(), itn_verified: Type.Boolean() }), { by: BY_POOL }),
        }),
        example: {
          hash: 0,
          tickers: { '0f292fcaa02b8b2f9b3c8f9fd8e0bb21abedb692a6d5058df3ef2735': { ticker: '', itn_verified: false } },
        },
      },
    },
    answer: async () => {
      const body = await drawn();
      return { freshness: 'moving', json: () => body };
    },
  });
}
