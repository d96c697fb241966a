import { poolStandingAt } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { PoolFacts } from '@pooltool/store/documents';
import { presentEpochOf } from '@pooltool/store/website';
import { Type } from 'typebox';
import { epochNumber, orNull, record } from '../wire-types.ts';
import { POOL_EXAMPLE, poolSchema } from './pool.ts';

const hex56 = Type.String({ description: 'A stake key or script', pattern: '^[0-9a-f]{56}$' });

const statsSchema = record({
  reward_account: orNull(hex56),
  pool_owners: Type.Array(hex56),
  description: Type.String(),
  homePage: Type.String(),
  metadataUrl: orNull(Type.String()),
  metadataHash: orNull(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  mdLastCheck: orNull(Type.Integer({ description: 's since 1970; null: its metadata was never fetched' })),
  poolMDerrorString: Type.String(),
  firstEpoch: epochNumber('The first in which it could make blocks; 0 hides it, as of a genesis delegate'),
  public_note: Type.String({ description: 'HTML of few tags, harmless; empty: none' }),
});

/** clients.md 3.1 */
export const poolPageSchema = record({ pool: poolSchema, pool_stats: statsSchema });

/** What of a pool's page is not in the list. */
export function poolStatsShape(facts: PoolFacts): JsonObject {
  const { current, pending } = poolStandingAt(presentEpochOf(facts), facts.history);
  const metadata = (pending?.parameters ?? current)?.metadata ?? null;
  return {
    reward_account: current?.rewardCredential ?? null,
    pool_owners: current?.owners ?? [],
    description: facts.words.description,
    homePage: facts.words.homePage,
    metadataUrl: metadata?.url ?? null,
    metadataHash: metadata?.hash ?? null,
    mdLastCheck: facts.words.fetchedAtSeconds,
    poolMDerrorString: facts.words.fault,
    firstEpoch: facts.firstEpoch ?? 0,
    public_note: facts.note ?? '',
  };
}

export const POOL_PAGE_EXAMPLE = {
  pool: POOL_EXAMPLE,
  pool_stats: {
    reward_account: 'e1a4c4cba4b5f9b5ad8d1b6d6f2e94c5ad7e8e3ad95c1f8b8f1f0a1b',
    pool_owners: ['e1a4c4cba4b5f9b5ad8d1b6d6f2e94c5ad7e8e3ad95c1f8b8f1f0a1b'],
    description: '',
    homePage: '',
    metadataUrl: 'https://example.com/pool.json',
    metadataHash: '5c7f4b2e2a1d3f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd',
    mdLastCheck: null,
    poolMDerrorString: '',
    firstEpoch: 210,
    public_note: '',
  },
};
