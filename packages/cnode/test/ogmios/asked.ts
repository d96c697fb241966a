import { type JsonValue, stringifyLossless } from '@pooltool/shared-utils/json';
import { findIntersection, nextBlock } from '../../src/ogmios/chain-sync/steps.ts';
import { nonces, operationalCertificates } from '../../src/ogmios/queries/consensus.ts';
import { eraStart, eraSummaries } from '../../src/ogmios/queries/eras.ts';
import { liveStakeDistribution } from '../../src/ogmios/queries/live-stake.ts';
import { blockHeight, startTime } from '../../src/ogmios/queries/network.ts';
import { ledgerEpoch, ledgerTip, networkTip } from '../../src/ogmios/queries/points.ts';
import { treasuryAndReserves } from '../../src/ogmios/queries/pots.ts';
import { projectedRewards } from '../../src/ogmios/queries/projected-rewards.ts';
import { protocolParameters } from '../../src/ogmios/queries/protocol-parameters.ts';
import { rewardAccountSummaries } from '../../src/ogmios/queries/reward-accounts.ts';
import { rewardsProvenance } from '../../src/ogmios/queries/rewards-provenance.ts';
import { stakePools } from '../../src/ogmios/queries/stake-pools.ts';
import { stakePoolsPerformances } from '../../src/ogmios/queries/stake-pools-performances.ts';
import { JsonSlice } from '../../src/ogmios/wire/json-slice.ts';
import type { Query } from '../../src/ogmios/wire/query.ts';

/** Every question whose answer holds something, those of lazy parts read to their end. */
const QUERIES: readonly Query<unknown>[] = [
  ledgerTip,
  ledgerEpoch,
  networkTip,
  blockHeight,
  startTime,
  eraStart,
  eraSummaries,
  protocolParameters,
  treasuryAndReserves,
  stakePools({ includeStake: true }),
  {
    ...rewardsProvenance,
    read(result) {
      const { pools, ...figures } = rewardsProvenance.read(result);
      return { ...figures, pools: [...pools] };
    },
  },
  stakePoolsPerformances,
  liveStakeDistribution,
  projectedRewards({}),
  rewardAccountSummaries([]),
  operationalCertificates,
  nonces,
  findIntersection([]),
  nextBlock,
];

const byMethod = new Map(QUERIES.map((query) => [query.method, query]));

export const isAsked = (method: string): boolean => byMethod.has(method);

/** What the client makes of a result of this method. */
export function readResult(method: string, result: JsonValue | undefined): unknown {
  const query = byMethod.get(method);
  if (query === undefined) throw new TypeError(`nobody asks ${method}`);
  return query.read(new JsonSlice(Buffer.from(stringifyLossless(result))));
}
