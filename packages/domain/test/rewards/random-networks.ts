/** Networks nobody would build, for property tests: as one value for the engine and as one for the literal formulas. */
import fc from 'fast-check';
import { lovelace, type PoolId, poolId, ratio, type StakeSnapshot } from '../../src/index.ts';
import type { RewardInputs } from '../../src/rewards/index.ts';
import {
  hash28,
  keyCredential,
  scriptCredential,
  type TestDelegation,
  testParameters,
  testPool,
  testSnapshot,
} from '../../src/testing.ts';
import { Fraction } from './fraction.ts';
import type { LiteralInputs } from './literal-formulas.ts';

interface RandomDelegator {
  readonly stake: bigint;
  readonly isOwner: boolean;
  readonly isScript: boolean;
}

interface RandomPool {
  readonly blocks: number;
  readonly pledge: bigint;
  readonly cost: bigint;
  readonly margin: readonly [bigint, bigint];
  readonly delegators: readonly RandomDelegator[];
}

export interface RandomNetwork {
  readonly k: number;
  readonly a0: readonly [bigint, bigint];
  readonly rho: readonly [bigint, bigint];
  readonly tau: readonly [bigint, bigint];
  readonly d: readonly [bigint, bigint];
  readonly slotsPerEpoch: number;
  readonly reserves: bigint;
  readonly fees: bigint;
  readonly major: number;
  readonly pools: readonly RandomPool[];
}

const MAX_SUPPLY = 45_000_000_000_000_000n;

const unitInterval = fc
  .tuple(fc.bigInt(0n, 1_000_000n), fc.bigInt(1n, 1_000_000n))
  .map(([a, b]): readonly [bigint, bigint] => (a > b ? [b, a] : [a, b]));

const stake = fc.oneof(fc.bigInt(0n, 1000n), fc.bigInt(0n, 10n ** 12n), fc.bigInt(0n, 3n * 10n ** 14n));

const pool: fc.Arbitrary<RandomPool> = fc.record({
  blocks: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 100 })),
  pledge: fc.oneof(fc.constant(0n), fc.bigInt(0n, 10n ** 12n)),
  cost: fc.oneof(fc.constant(0n), fc.constant(170_000_000n), fc.constant(340_000_000n)),
  margin: fc.oneof(fc.constant([0n, 1n] as const), fc.constant([1n, 1n] as const), unitInterval),
  delegators: fc.array(fc.record({ stake, isOwner: fc.boolean(), isScript: fc.boolean() }), { maxLength: 6 }),
});

export const randomNetwork: fc.Arbitrary<RandomNetwork> = fc.record({
  k: fc.integer({ min: 1, max: 1000 }),
  a0: fc.tuple(fc.bigInt(0n, 50n), fc.bigInt(1n, 30n)),
  rho: unitInterval.map(([n, d]): readonly [bigint, bigint] => [n, d * 100n]),
  tau: unitInterval,
  d: fc.oneof(
    fc.constant([0n, 1n] as const),
    fc.bigInt(0n, 50n).map((n): readonly [bigint, bigint] => [n, 50n]),
  ),
  slotsPerEpoch: fc.integer({ min: 1000, max: 432_000 }),
  reserves: fc.bigInt(10n ** 15n, 40n * 10n ** 15n),
  fees: fc.bigInt(0n, 10n ** 12n),
  major: fc.integer({ min: 2, max: 10 }),
  pools: fc.array(pool, { minLength: 1, maxLength: 8 }),
});

export function toInputs(given: RandomNetwork): RewardInputs {
  const blocks = new Map<PoolId, number>();
  given.pools.forEach((p, index) => {
    if (p.blocks > 0) blocks.set(poolId(hash28(index + 1)), p.blocks);
  });
  return {
    network: {
      epochLength: given.slotsPerEpoch,
      activeSlotCoefficient: ratio(1n, 20n),
      maxLovelaceSupply: lovelace(MAX_SUPPLY),
    },
    parameters: testParameters({
      optimalPoolCount: given.k,
      pledgeInfluence: ratio(...given.a0),
      monetaryExpansion: ratio(...given.rho),
      treasuryGrowth: ratio(...given.tau),
      decentralisation: ratio(...given.d),
      protocolVersion: { major: given.major, minor: 0 },
    }),
    reserves: lovelace(given.reserves),
    fees: lovelace(given.fees),
    blocks,
    snapshot: toSnapshot(given),
  };
}

/** Tags of delegators: 1,000 a pool. An owner is a key; a script with the bytes of an owner is not one. */
const delegatorTag = (poolIndex: number, index: number): number => (poolIndex + 1) * 1000 + index;

const isOwning = ({ isOwner, isScript }: RandomDelegator): boolean => isOwner && !isScript;

function toSnapshot({ pools }: RandomNetwork): StakeSnapshot {
  return testSnapshot(
    pools.map(({ pledge, cost, margin, delegators }, index) =>
      testPool(index + 1, {
        pledge: lovelace(pledge),
        cost: lovelace(cost),
        margin: ratio(...margin),
        // every third pool is paid into the account of the first delegator of the next one
        rewardAccount: keyCredential(index % 3 === 0 ? delegatorTag((index + 1) % pools.length, 0) : index + 1),
        ownerTags: delegators.flatMap(({ isOwner }, i) => (isOwner ? [delegatorTag(index, i)] : [])),
      }),
    ),
    pools.flatMap(({ delegators }, index) =>
      delegators.map(({ stake: amount, isScript }, i): TestDelegation => {
        const tag = delegatorTag(index, i);
        return [isScript ? scriptCredential(tag) : keyCredential(tag), index, amount];
      }),
    ),
  );
}

export function toLiteral(given: RandomNetwork): LiteralInputs {
  return {
    k: given.k,
    a0: new Fraction(...given.a0),
    rho: new Fraction(...given.rho),
    tau: new Fraction(...given.tau),
    d: new Fraction(...given.d),
    f: new Fraction(1n, 20n),
    slotsPerEpoch: given.slotsPerEpoch,
    maxSupply: MAX_SUPPLY,
    reserves: given.reserves,
    fees: given.fees,
    pools: given.pools.map((p, index) => ({
      id: hash28(index + 1),
      blocks: p.blocks,
      pledge: p.pledge,
      cost: p.cost,
      margin: new Fraction(...p.margin),
      delegators: p.delegators.map((delegator) => ({ stake: delegator.stake, isOwner: isOwning(delegator) })),
    })),
  };
}
