/**
 * A deterministic epoch of mainnet's size: 1.3 million delegators, 3,000 pools, 21,600 blocks. The steps and the numbers are those
 * of the workload's description (data/rewards/synth/SYNTH.md), which also tells the answer every correct engine gives.
 */
import {
  type Delegators,
  delegatorCredential,
  emptyDelegators,
  lovelace,
  mainnet,
  type PoolId,
  parseRatio,
  poolId,
  ratio,
  type SnapshotPool,
} from '../src/index.ts';
import type { RewardInputs } from '../src/rewards/index.ts';
import { mulberry32 } from './mulberry32.ts';

export const DELEGATORS = 1_300_000;
const POOLS = 3000;
const BLOCKS = 21_600;
const SEED = 42;
const MARGINS = ['0/1', '1/100', '2/100', '3/100', '5/100', '99/1000', '249/10000', '123457/1000000', '1/1'];

type Random = () => number;

/** Takes about a second. With another number of delegators it is a smaller epoch of the same kind, and none that is described. */
export function syntheticEpoch(count = DELEGATORS): RewardInputs {
  const random = mulberry32(SEED);
  const delegators = syntheticDelegators(random, count);
  const firstDelegators = firstOfEachPool(delegators);
  const pools = firstDelegators.map((first, index) => syntheticPool({ random, delegators, first, index }));
  return {
    network: mainnet,
    parameters: {
      optimalPoolCount: 500,
      pledgeInfluence: ratio(3n, 10n),
      monetaryExpansion: ratio(3n, 1000n),
      treasuryGrowth: ratio(1n, 5n),
      decentralisation: ratio(0n, 1n),
      protocolVersion: { major: 10, minor: 0 },
    },
    reserves: lovelace(7_000_000_000_000_000n),
    fees: lovelace(95_000_000_000n),
    blocks: syntheticBlocks(random, delegators),
    snapshot: { pools, delegators },
  };
}

function syntheticDelegators(random: Random, count: number): Delegators {
  const delegators = emptyDelegators(count);
  const popularity = cumulative(
    Array.from({ length: POOLS }, (_, i) => Math.floor(2 ** 32 / ((i + 100) * (i < 1000 ? 1 : 64)))),
  );
  const hash = new DataView(delegators.hash.buffer);
  for (let row = 0; row < count; row += 1) {
    delegators.stake[row] = BigInt(syntheticStake(random));
    delegators.pool[row] = drawn(random, popularity);
    for (let word = 0; word < 7; word += 1) hash.setUint32(row * 28 + word * 4, random());
  }
  return delegators;
}

/** Four draws make a bell, its exponential a distribution as skewed as real stake: median 106 ada, largest 79 million. */
function syntheticStake(random: Random): number {
  let sum = 0;
  for (let draw = 0; draw < 4; draw += 1) {
    const word = random();
    sum += (word & 65_535) + (word >>> 16);
  }
  const x = 1_742_000 + 6 * (sum - 262_140);
  return Math.floor((65_536 + (x & 65_535)) * 2 ** ((x >> 16) - 16));
}

function syntheticPool(given: {
  random: Random;
  delegators: Delegators;
  first: number | null;
  index: number;
}): SnapshotPool {
  const { random, delegators, first, index } = given;
  const [r1, r2, r3, r4] = [random(), random(), random(), random()];
  const owner = first === null ? null : delegatorCredential(delegators, first);
  const ownerStake = first === null ? 0n : (delegators.stake[first] ?? 0n);
  const isAccountElsewhere = (r3 >>> 16) % 64 === 0 || owner === null;
  return {
    poolId: syntheticPoolId(index),
    pledge: lovelace((r1 & 31) === 0 ? 2n * ownerStake + 1n : ownerStake / 2n),
    cost: lovelace((r2 & 1) === 1 ? 170_000_000n : 340_000_000n),
    margin: parseRatio(MARGINS[r3 % 9] ?? ''),
    rewardAccount: isAccountElsewhere ? delegatorCredential(delegators, r4 % delegators.count) : owner,
    owners: owner === null ? [] : [owner.hash],
  };
}

function syntheticBlocks(random: Random, { stake, pool }: Delegators): ReadonlyMap<PoolId, number> {
  const stakes = new Array<bigint>(POOLS).fill(0n);
  stake.forEach((amount, row) => {
    const index = pool[row] ?? 0;
    stakes[index] = (stakes[index] ?? 0n) + amount;
  });
  const chances = cumulative(stakes.map((amount) => Number(amount / 1_000_000n)));
  const blocks = new Map<PoolId, number>();
  for (let block = 0; block < BLOCKS; block += 1) {
    const id = syntheticPoolId(drawn(random, chances));
    blocks.set(id, (blocks.get(id) ?? 0) + 1);
  }
  return blocks;
}

const syntheticPoolId = (index: number): PoolId => poolId(index.toString(16).padStart(56, '0'));

function firstOfEachPool({ pool }: Delegators): (number | null)[] {
  const first = new Array<number | null>(POOLS).fill(null);
  pool.forEach((index, row) => {
    first[index] ??= row;
  });
  return first;
}

function cumulative(weights: readonly number[]): Float64Array {
  let sum = 0;
  return Float64Array.from(weights, (weight) => {
    sum += weight;
    return sum;
  });
}

/** The first index whose cumulative weight exceeds a share drawn of the whole. */
function drawn(random: Random, cumulated: Float64Array): number {
  const share = Math.floor((random() / 2 ** 32) * (cumulated[cumulated.length - 1] ?? 0));
  let low = 0;
  let high = cumulated.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cumulated[middle] ?? 0) > share) high = middle;
    else low = middle + 1;
  }
  return low;
}
