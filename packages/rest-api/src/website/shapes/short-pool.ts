import type { JsonObject } from '@pooltool/shared-utils/json';

/** What the list of pools is told of one while a page shows it, under the short names that it reads there (clients.md 3.6). */
export const shortPoolShape = (pool: JsonObject): JsonObject => ({
  id: pool['pool_id'],
  t: pool['ticker'],
  n: pool['pool_name'],
  b: pool['epoch_blocks'],
  eb: pool['epoch_blocks_epoch'],
  l: pool['life_blocks'],
  o: pool['online_relays'],
  oo: pool['offline_relays'],
});
