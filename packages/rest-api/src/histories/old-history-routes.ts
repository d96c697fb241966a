import { MOST_KEYS_ASKED, tooManyKeys } from '@pooltool/store';
import { Type } from 'typebox';
import { type AccountRoute, accountRoute, NO_FIELDS } from '../accounts/account-route.ts';
import { tooManyRequests } from '../errors.ts';
import { askForHistories, type HistoriesParts } from './ask-for-histories.ts';
import { stakeKeysAmong } from './stake-keys.ts';

/** No address is longer: what is no stake key is passed over, but it is not read for ever. */
const address = Type.String({ maxLength: 200 });

/** How the last Firebase website and the app ask (clients.md 3.8, 3.9); what they asked for comes to stand in Firebase's `stake_hist`. */
export const oldHistoryRoutes = (parts: HistoriesParts): readonly AccountRoute[] => [
  accountRoute({
    tag: 'old clients',
    deprecated: true,
    method: 'POST',
    path: '/v1/pivotrewards',
    operationId: 'oldPivotRewards',
    access: 'anybody',
    summary: 'Has the histories of stake keys drawn, for the old website and the app',
    description: 'One or several, or none at all; what is no stake key of 56 hex characters is passed over.',
    params: NO_FIELDS,
    query: NO_FIELDS,
    body: Type.Object({ stake_key: Type.Union([address, Type.Array(address, { maxItems: MOST_KEYS_ASKED })]) }),
    answer: { schema: Type.Object({ success: Type.Boolean() }), example: { success: true } },
    errors: [tooManyRequests, tooManyKeys],
    handle: async ({ body, request, reply }) => {
      const { stake_key: asked } = body;
      await askForHistories(parts, stakeKeysAmong(typeof asked === 'string' ? [asked] : asked), { request, reply });
      return { success: true };
    },
  }),
];
