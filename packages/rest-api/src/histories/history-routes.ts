import { tooManyKeys } from '@pooltool/store';
import { Type } from 'typebox';
import { type AccountRoute, accountRoute, NO_BODY, NO_FIELDS } from '../accounts/account-route.ts';
import { tooManyRequests } from '../errors.ts';
import { WEBSITE } from '../website/website-facts.ts';
import { epochNumber, orNull, record } from '../website/wire-types.ts';
import { askForHistories, type HistoriesParts, lookForHistory } from './ask-for-histories.ts';
import { stakeKeyHex, stakeKeyOf } from './stake-keys.ts';

/** The website's favourites, a page of them at a time. */
const MOST_KEYS = 5;

export const historyMetaSchema = record({
  url: Type.String({ description: 'Of the file with the whole history, whether it is there yet or not' }),
  building: Type.Boolean({
    description: 'The file is being drawn: ask again in some seconds, or listen to `stake_hist`',
  }),
  status: Type.Union([Type.Literal('ready'), Type.Literal('building'), Type.Literal('missing')], {
    description: 'The same in words; missing: it is to be asked for again',
  }),
  currentEpoch: orNull(epochNumber('Of our chain; null before its first block')),
  processedThrough: orNull(epochNumber('The newest earned one that is final in every history; null: none yet')),
});

/** How the website asks for the histories of stake keys (clients.md 3.1): what it wants to see is drawn because of that. */
export const historyRoutes = (parts: HistoriesParts): readonly AccountRoute[] => [metaRoute(parts), pivotRoute(parts)];

const metaRoute = (parts: HistoriesParts) =>
  accountRoute({
    ...WEBSITE,
    method: 'GET',
    path: '/api/stake_hist_meta/:key',
    operationId: 'websiteStakeHistoryMeta',
    access: 'anybody',
    summary: 'Where the history of a stake key lies as a file, for the website',
    description:
      'A file that is not up to date is drawn because somebody asks; so many new keys an address, and then 429.',
    params: Type.Object({ key: stakeKeyHex }),
    query: NO_FIELDS,
    body: NO_BODY,
    answer: {
      schema: historyMetaSchema,
      example: {
        url: `https://s3-us-west-2.amazonaws.com/data.pooltool.io/Mainnet/stake_history/ababab/${'ab'.repeat(28)}.json`,
        building: false,
        status: 'ready',
        currentEpoch: 612,
        processedThrough: 610,
      },
    },
    errors: [tooManyRequests],
    handle: async ({ params, request, reply }) => {
      const { url, status, currentEpoch, processedThrough } = await lookForHistory(parts, stakeKeyOf(params.key), {
        request,
        reply,
      });
      return { url, building: status === 'building', status, currentEpoch, processedThrough };
    },
  });

const pivotRoute = (parts: HistoriesParts) =>
  accountRoute({
    ...WEBSITE,
    method: 'POST',
    path: '/api/pivotrewards',
    operationId: 'websitePivotRewards',
    access: 'anybody',
    summary: 'Has the histories of stake keys drawn, for the website',
    description: 'And kept drawn, until nobody has asked for long.',
    params: NO_FIELDS,
    query: NO_FIELDS,
    body: Type.Object({ stake_keys: Type.Array(stakeKeyHex, { maxItems: MOST_KEYS }) }),
    answer: { schema: Type.Object({ success: Type.Boolean() }), example: { success: true } },
    errors: [tooManyRequests, tooManyKeys],
    handle: async ({ body, request, reply }) => {
      await askForHistories(parts, body.stake_keys.map(stakeKeyOf), { request, reply });
      return { success: true };
    },
  });
