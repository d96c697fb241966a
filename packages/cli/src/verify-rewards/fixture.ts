/**
 * A recorded epoch in which the ledger computed a reward update, schema `rewards-fixture/1`: the inputs, as the domain takes them, and
 * the ledger's own answers.
 */
import {
  credentialHash,
  type Epoch,
  emptyDelegators,
  epoch,
  type Lovelace,
  lovelace,
  type PoolId,
  type Pots,
  type ProtocolVersion,
  parseRatio,
  poolId,
  type Ratio,
  ratio,
  type SnapshotPool,
  type StakeCredential,
  type StakeSnapshot,
  setDelegator,
  stakeCredential,
} from '@pooltool/domain';
import type { OtherMove, RewardInputs } from '@pooltool/domain/rewards';
import { Field } from './json-fields.ts';

export interface RewardFixture {
  readonly network: string;
  readonly epochs: FixtureEpochs;
  readonly inputs: RewardInputs;
  readonly treasury: Lovelace;
  readonly expected: ExpectedTotals;
  /** index = index of the snapshot's pools */
  readonly pools: readonly ExpectedPool[];
  /** null for an epoch whose successor was not recorded */
  readonly boundary: ExpectedBoundary | null;
}

export interface FixtureEpochs {
  readonly calculation: Epoch;
  readonly earned: Epoch;
  readonly payout: Epoch;
  readonly snapshotEnd: Epoch;
}

export interface ExpectedTotals {
  readonly blocksTotal: number;
  readonly totalStake: bigint;
  readonly activeStake: bigint;
  readonly eta: Ratio;
  readonly incentives: bigint;
  readonly rewardPot: bigint;
  readonly treasuryTax: bigint;
  readonly availableRewards: bigint;
  readonly sumLeaderRewards: bigint;
  readonly sumMemberRewards: bigint;
  readonly returnedToReserves: bigint;
}

export interface ExpectedPool {
  readonly name: string;
  readonly poolReward: bigint;
  readonly leaderReward: bigint;
  /** one for each delegator of the pool, in row order */
  readonly memberRewards: readonly bigint[];
  /** row of its first delegator */
  readonly firstRow: number;
}

export interface ExpectedBoundary {
  readonly potsNext: Pots;
  /** null when the fixture does not tell the rewards of unregistered accounts apart from the rest */
  readonly unregistered: readonly { readonly credential: StakeCredential; readonly amount: bigint }[] | null;
  /** of all unregistered accounts together; null as above */
  readonly unregisteredRewards: bigint | null;
  readonly others: readonly OtherMove[];
}

export const SCHEMA = 'rewards-fixture/1';

/** @throws FieldInvalid naming the first field that is not what the schema says. */
export function parseFixture(json: unknown): RewardFixture {
  const document = new Field(json, '');
  if (document.at('schema').value !== SCHEMA) throw document.at('schema').wrong(JSON.stringify(SCHEMA));
  const pools = document.at('pools').items();
  const snapshot = readSnapshot(pools);
  return {
    network: document.at('network').text(),
    epochs: readEpochs(document),
    inputs: { ...readInputs(document), snapshot, blocks: readBlocks(pools) },
    treasury: lovelace(document.at('pots').at('treasury').amount()),
    expected: readTotals(document),
    pools: readExpectedPools(pools),
    boundary: readBoundary(document.at('boundary')),
  };
}

const readEpochs = (document: Field): FixtureEpochs => ({
  calculation: epoch(document.at('calcEpoch').natural()),
  earned: epoch(document.at('earnedEpoch').natural()),
  payout: epoch(document.at('payoutEpoch').natural()),
  snapshotEnd: epoch(document.at('stakeSnapshotEndOfEpoch').natural()),
});

function readInputs(document: Field): Omit<RewardInputs, 'snapshot' | 'blocks'> {
  const params = document.at('params');
  return {
    network: {
      epochLength: params.at('slotsPerEpoch').natural(),
      activeSlotCoefficient: params.at('activeSlotCoeff').as(parseRatio),
      maxLovelaceSupply: lovelace(params.at('maxLovelaceSupply').amount()),
    },
    parameters: {
      optimalPoolCount: params.at('k').natural(),
      pledgeInfluence: params.at('a0').as(parseRatio),
      monetaryExpansion: params.at('rho').as(parseRatio),
      treasuryGrowth: params.at('tau').as(parseRatio),
      decentralisation: params.at('d').as(parseRatio),
      protocolVersion: versionWithRules(params),
    },
    reserves: lovelace(document.at('pots').at('reserves').amount()),
    fees: lovelace(document.at('fees').amount()),
  };
}

/** The schema tells the rules of the era by flags: any version that has these rules will do. */
function versionWithRules(params: Field): ProtocolVersion {
  const aggregates = params.at('aggregateRewards').flag();
  const prefilters = params.at('prefilterUnregistered').flag();
  if (!aggregates && !prefilters)
    throw params.at('prefilterUnregistered').wrong('true where aggregateRewards is false');
  return { major: aggregates ? (prefilters ? 5 : 9) : 2, minor: 0 };
}

const readTotals = (document: Field): ExpectedTotals => {
  const expected = document.at('expected');
  return {
    blocksTotal: document.at('blocksTotal').natural(),
    totalStake: document.at('totalStake').amount(),
    activeStake: document.at('activeStake').amount(),
    eta: expected.at('eta').as(parseRatio),
    incentives: expected.at('incentives').amount(),
    rewardPot: expected.at('rewardPot').amount(),
    treasuryTax: expected.at('treasuryTax').amount(),
    availableRewards: expected.at('availableRewards').amount(),
    sumLeaderRewards: expected.at('sumLeaderRewards').amount(),
    sumMemberRewards: expected.at('sumMemberRewards').amount(),
    returnedToReserves: expected.at('returnedToReserves').amount(),
  };
};

function readSnapshot(pools: readonly Field[]): StakeSnapshot {
  const rows = pools.flatMap((pool, index) =>
    pool
      .at('delegators')
      .items()
      .map((row) => ({ row, pool: index })),
  );
  const delegators = emptyDelegators(rows.length);
  rows.forEach(({ row, pool }, i) => {
    setDelegator(delegators, i, { credential: readCredential(row), stake: part(row, 2).amount(), pool });
  });
  return { pools: pools.map(readPool), delegators };
}

/** The parameters of a pool long gone were not recorded; it has no blocks, so nothing depends on them. */
function readPool(pool: Field): SnapshotPool {
  const hash = readPoolId(pool);
  if (pool.at('paramsSource').text() === 'unavailable') {
    const rewardAccount = stakeCredential('key', hash);
    return { poolId: hash, pledge: lovelace(0n), cost: lovelace(0n), margin: ratio(0n, 1n), rewardAccount, owners: [] };
  }
  return {
    poolId: hash,
    pledge: lovelace(pool.at('pledge').amount()),
    cost: lovelace(pool.at('cost').amount()),
    margin: pool.at('margin').as(parseRatio),
    rewardAccount: readCredential(pool.at('rewardAccount')),
    owners: pool
      .at('owners')
      .items()
      .map((owner) => owner.as(credentialHash)),
  };
}

const readPoolId = (pool: Field): PoolId => pool.at('hash').as(poolId);

const readBlocks = (pools: readonly Field[]): ReadonlyMap<PoolId, number> =>
  new Map(pools.map((pool) => [readPoolId(pool), pool.at('blocks').natural()]));

function readExpectedPools(pools: readonly Field[]): ExpectedPool[] {
  let firstRow = 0;
  return pools.map((pool) => {
    const expected = pool.at('expected');
    const delegators = pool.at('delegators').items().length;
    const members = expected.at('memberRewards');
    const memberRewards = members.isPresent
      ? members.items().map((member) => member.amount())
      : new Array<bigint>(delegators).fill(0n);
    if (memberRewards.length !== delegators) throw members.wrong(`a list of ${delegators}, one a delegator`);
    const read = {
      name: pool.at('id').text(),
      poolReward: expected.at('poolReward').amount(),
      leaderReward: expected.at('leaderReward').amount(),
      memberRewards,
      firstRow,
    };
    firstRow += delegators;
    return read;
  });
}

function readBoundary(boundary: Field): ExpectedBoundary | null {
  if (!boundary.isPresent) return null;
  const potsNext = {
    reserves: lovelace(boundary.at('reservesNext').amount()),
    treasury: lovelace(boundary.at('treasuryNext').amount()),
  };
  const intoTreasury = (name: string): OtherMove => ({ name, pot: 'treasury', amount: boundary.at(name).amount() });
  if (!boundary.at('unregistered').isPresent) {
    return { potsNext, unregistered: null, unregisteredRewards: null, others: [intoTreasury('treasuryExtra')] };
  }
  const unregistered = boundary
    .at('unregistered')
    .items()
    .map((row) => ({ credential: readCredential(row), amount: part(row, 2).amount() }));
  const unregisteredRewards = boundary.at('unregisteredRewards').amount();
  return {
    potsNext,
    unregistered,
    unregisteredRewards,
    others: [intoTreasury('unclaimedPoolDeposits'), intoTreasury('other')],
  };
}

/** `["k" or "s", hash, …]` */
function readCredential(row: Field): StakeCredential {
  const kind = part(row, 0).text();
  if (kind !== 'k' && kind !== 's') throw part(row, 0).wrong('"k" or "s"');
  return part(row, 1).as((hash) => stakeCredential(kind === 'k' ? 'key' : 'script', hash));
}

function part(row: Field, index: number): Field {
  if (!Array.isArray(row.value)) throw row.wrong('a list');
  return new Field(row.value[index], `${row.path}[${index}]`);
}
