import type { PoolProvenance, RewardsProvenance } from '../answers.ts';
import { ogmiosAnswerUnknown, ogmiosRefused } from '../errors.ts';
import type { JsonSlice } from '../wire/json-slice.ts';
import { type Query, readingOf } from '../wire/query.ts';
import { Reading } from '../wire/reading.ts';
import { adaAt, credentialAt, poolIdAt, ratioAt } from '../wire/words.ts';

const METHOD = 'queryLedgerState/rewardsProvenance';

/** On mainnet some 200 MB: the figures are read at once, each pool when it is its turn. */
export const rewardsProvenance: Query<RewardsProvenance> = { method: METHOD, slow: true, read: readProvenance };

function readProvenance(result: JsonSlice): RewardsProvenance {
  if (!result.isObject) readingOf(result, METHOD).fail('an object');
  const fields = new Map(result.fields());
  const stakePools = fields.get('stakePools');
  if (fields.has('totalRewardsInEpoch')) {
    throw ogmiosRefused({ message: `${METHOD}: this Ogmios is older than 6.13, where the name meant something else` });
  }
  if (stakePools?.isObject !== true) throw new Reading(undefined, `${METHOD}.stakePools`).fail('an object');
  const at = (name: string): Reading => {
    const slice = fields.get(name);
    return new Reading(slice?.parse(), `${METHOD}.${name}`);
  };
  return {
    totalStake: adaAt(at('totalStake')),
    activeStake: adaAt(at('activeStake')),
    fees: adaAt(at('fees')),
    incentives: adaAt(at('incentives')),
    treasuryTax: adaAt(at('treasuryTax')),
    rewardPot: adaAt(at('totalRewards')),
    efficiency: ratioAt(at('efficiency')),
    poolCount: countPools(stakePools),
    pools: { [Symbol.iterator]: () => poolsIn(stakePools) },
  };
}

/** A name that comes twice would be a pool counted twice. */
function countPools(stakePools: JsonSlice): number {
  const names = new Set<string>();
  let count = 0;
  for (const [name] of stakePools.fields()) {
    names.add(name);
    count += 1;
  }
  if (names.size !== count) throw ogmiosAnswerUnknown({ message: `${METHOD}.stakePools: a pool comes twice` });
  return count;
}

function* poolsIn(stakePools: JsonSlice): Generator<PoolProvenance, void, undefined> {
  for (const [name, slice] of stakePools.fields()) {
    const path = `${METHOD}.stakePools.${name}`;
    const at = readingOf(slice, path);
    yield {
      poolId: poolIdAt(new Reading(name, path)),
      relativeStake: ratioAt(at.field('relativeStake')),
      blocksMade: at.field('blocksMade').count(),
      poolReward: adaAt(at.field('totalRewards')),
      leaderReward: adaAt(at.field('leaderReward')),
      delegators: at.field('delegators').list((one) => ({
        credential: credentialAt(one),
        stake: adaAt(one.field('stake')),
      })),
    };
  }
}
