import type { PoolId } from '@pooltool/domain';
import { type JsonObject, stringifyLossless } from '@pooltool/shared-utils/json';
import { poolsForDocuments } from '@pooltool/store/documents';
import { ofOneMoment } from '../../conventions/one-moment.ts';
import { LOOK_EVERY_MS } from '../../website/pool-list.ts';
import { poolStatsShape } from '../../website/shapes/pool-page.ts';
import { asAWhole, type Drawn } from '../channel.ts';
import { type OfferedChannel, offer } from '../hub.ts';
import { noParams, poolIn } from './channel-params.ts';
import type { ChannelParts } from './channel-parts.ts';
import { drawnOf, isObject } from './one-drawing.ts';

/**
 * The list of pools: a snapshot has every field of every pool, an update one pool's that move while the page is open. What else changes
 * comes with the list itself, for which pages ask every five minutes: it is megabytes.
 */
export const poolsChannel = ({ poolList }: Pick<ChannelParts, 'poolList'>): OfferedChannel =>
  offer({
    name: 'pools',
    readParams: noParams,
    mostTopics: 1,
    restMs: LOOK_EVERY_MS,
    // The list is looked at as often: sooner, the one of before would be seen.
    delayMs: LOOK_EVERY_MS,
    draw: async (asked) => {
      const { body, short } = await poolList.drawn();
      return asked.map(() => ({ text: body, value: short }));
    },
    changes: changedPools,
  });

export function changedPools(before: Drawn, after: Drawn): readonly JsonObject[] {
  const known = new Set(poolsIn(before).map((one) => stringifyLossless(one)));
  return poolsIn(after).filter((one) => !known.has(stringifyLossless(one)));
}

const poolsIn = ({ value }: Drawn): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** Between two drawings of pools' pages. */
const OF_PAGES_MS = 2_000;

/** What a pool's page shows beside its figures; of a pool that is none, nothing in every field. */
export const poolStatsChannel = ({ pool: db }: Pick<ChannelParts, 'pool'>): OfferedChannel =>
  offer({
    name: 'pool_stats',
    readParams: (given): { readonly pool_id: PoolId } => ({ pool_id: poolIn(given) }),
    mostTopics: 5_000,
    restMs: OF_PAGES_MS,
    draw: async (asked) => {
      const pools = asked.map(({ pool_id }) => pool_id);
      const facts = await ofOneMoment(db, (tx) => poolsForDocuments(tx, pools));
      return pools.map((pool) => {
        const known = facts.get(pool);
        return drawnOf(pushedStats(pool, known === undefined ? NOTHING_KNOWN : poolStatsShape(known)));
      });
    },
    changes: asAWhole,
  });

/** The page reads the address of the metadata and its hash under other names than where it asks (clients.md 3.7, 12). */
const pushedStats = (pool: PoolId, { metadataUrl, metadataHash, ...stats }: JsonObject): JsonObject => ({
  pool_id: pool,
  ...stats,
  metadata: metadataUrl,
  metadata_hash: metadataHash,
});

const NOTHING_KNOWN: JsonObject = {
  reward_account: null,
  pool_owners: [],
  description: '',
  homePage: '',
  metadataUrl: null,
  metadataHash: null,
  mdLastCheck: null,
  poolMDerrorString: '',
  firstEpoch: 0,
  public_note: '',
};
