import {
  blockHash,
  credentialHash,
  DOCUMENT_KINDS,
  epoch,
  epochSlot,
  height,
  InvalidValue,
  mainnet,
  markOf,
  poolId,
  preview,
  ratio,
  slot,
  stakeCredential,
  subjectOf,
} from '@pooltool/domain';
import { hash28, hash32, testPoolId } from '@pooltool/domain/testing';
import {
  type BlockRow,
  type EpochRules,
  networkRoot,
  type PoolFacts,
  type ShownParameters,
} from '@pooltool/store/documents';
import { blockRecord, NO_WORDS } from '@pooltool/store/website';
import { describe, expect, test } from 'vitest';
import { FAMILIES } from '../src/families.ts';
import { epochRecord } from '../src/firebase/epoch.ts';
import { epochParamsRecord } from '../src/firebase/epoch-params.ts';
import { poolStatsFields } from '../src/firebase/pool-stats.ts';
import { poolEpochValues } from '../src/firebase/pool-stats-epoch.ts';
import { stakePoolFields as stakePoolFieldsOf } from '../src/firebase/stake-pool.ts';
import { drawSyncStatus } from '../src/firebase/sync-status.ts';
import { rewardColumnRecord } from '../src/s3/reward-column.ts';
import { BLOCK, EPOCH, EPOCH_PARAMS, POOL_STATS, REWARD_COLUMN, STAKE_POOL, SYNC_STATUS } from './contract.ts';
import { shapeFaults } from './shape.ts';

/** Mainnet's block 4,492,800 slots after the beginning: the first of Shelley. */
const firstOfShelley: BlockRow = {
  height: height(4_490_511),
  epoch: epoch(208),
  epochSlot: epochSlot(0),
  slot: slot(4_492_800),
  hash: blockHash(hash32(1)),
  pool: null,
  transactions: 1,
  fees: null,
  output: 40_000_000_000_000_000n,
  bodySize: 3,
  size: 665,
  memoryUnits: 0n,
  stepUnits: 0n,
};

describe('a block', () => {
  test('is shown with the slot of its epoch, its time in milliseconds, and whole numbers for money', () => {
    const record = blockRecord(firstOfShelley, mainnet);
    expect(shapeFaults(record, BLOCK)).toEqual([]);
    expect(record).toMatchObject({
      block: 4_490_511,
      slot: 0,
      cslot: 4_492_800,
      time: Date.parse('2020-07-29T21:44:51Z'),
      leaderPoolId: 'byron',
      fees: 0n,
    });
  });

  test('has a number also where nobody told its size', () => {
    const record = blockRecord({ ...firstOfShelley, size: null }, mainnet);
    expect(shapeFaults(record, BLOCK)).toEqual([]);
    expect(record).toMatchObject({ size: 3, cbor_size_bytes: 0 });
  });

  test('belongs to its pool', () => {
    expect(blockRecord({ ...firstOfShelley, pool: testPoolId(7) }, mainnet)).toMatchObject({
      leaderPoolId: testPoolId(7),
    });
  });
});

const said = (given: Partial<ShownParameters> = {}): ShownParameters => ({
  pledge: 500_000_000n,
  cost: 340_000_000n,
  margin: ratio(1n, 40n),
  rewardCredential: credentialHash(hash28(3)),
  owners: [credentialHash(hash28(3)), credentialHash(hash28(4))],
  metadata: { url: 'https://example.com/p.json', hash: hash32(9) },
  ...given,
});
const poolFacts = (given: Partial<PoolFacts> = {}): PoolFacts => ({
  pool: testPoolId(1),
  history: { events: [{ kind: 'registration', epoch: epoch(250), parameters: said() }], before: null },
  presentEpoch: epoch(300),
  live: null,
  rank: null,
  words: NO_WORDS,
  note: null,
  firstEpoch: epoch(252),
  lifeBlocks: 120,
  newestBlocks: { epoch: epoch(299), blocks: 3 },
  newestStake: { stake: 7_000_000_000n, ownerStake: 600_000_000n },
  ros: { lifetime: 0.031, six: 0.03, twelve: 0.029 },
  ...given,
});

const stakePoolFields = (facts: PoolFacts) => stakePoolFieldsOf(facts, mainnet);

describe('a pool', () => {
  test('shows what is in force, with the margin in percent, and every field the app cannot do without', () => {
    const fields = stakePoolFields(poolFacts());
    expect(shapeFaults(fields, STAKE_POOL)).toEqual([]);
    expect(fields).toMatchObject({
      f: 340_000_000n,
      ff: 340_000_000n,
      m: 2.5,
      fm: 2.5,
      p: 500_000_000n,
      ap: 600_000_000n,
      b: 3,
      eb: 299,
      l: 120,
      d: false,
      x: false,
    });
  });

  test('shows beside it what comes with the next epoch', () => {
    const changed = said({ cost: 170_000_000n, margin: ratio(392_699n, 12_500_000n), pledge: 1n });
    const history = {
      before: null,
      events: [
        { kind: 'registration', epoch: epoch(250), parameters: said() },
        { kind: 'registration', epoch: epoch(300), parameters: changed },
      ] as const,
    };
    const now = { f: 340_000_000n, ff: 170_000_000n, m: 2.5, fm: 3.14, p: 500_000_000n, fp: 1n };
    expect(stakePoolFields(poolFacts({ history }))).toMatchObject(now);
    const then = { f: 170_000_000n, ff: 170_000_000n, m: 3.14, fm: 3.14, p: 1n, fp: 1n };
    expect(stakePoolFields(poolFacts({ history, presentEpoch: epoch(301) }))).toMatchObject(then);
  });

  test('is retired from its epoch on, and not before', () => {
    const history = {
      before: said(),
      events: [{ kind: 'retirement', epoch: epoch(298), retiringEpoch: epoch(301) }] as const,
    };
    expect(stakePoolFields(poolFacts({ history }))).toMatchObject({ d: false, retiredEpoch: null });
    expect(stakePoolFields(poolFacts({ history, presentEpoch: epoch(301) }))).toMatchObject({
      d: true,
      retiredEpoch: 301,
      ls: 0n,
      f: 340_000_000n,
    });
  });

  test('that retired and came back is a pool like others, with its new values', () => {
    const history = {
      before: null,
      events: [
        { kind: 'registration', epoch: epoch(250), parameters: said() },
        { kind: 'retirement', epoch: epoch(260), retiringEpoch: epoch(262) },
        { kind: 'registration', epoch: epoch(300), parameters: said({ cost: 170_000_000n, owners: [] }) },
      ] as const,
    };
    const facts = poolFacts({ history, newestStake: null });
    const fields = stakePoolFields(facts);
    expect(shapeFaults(fields, STAKE_POOL)).toEqual([]);
    expect(fields).toMatchObject({ d: false, retiredEpoch: null, x: false, f: 170_000_000n, ff: 170_000_000n });
    expect(fields).toMatchObject({ ls: null, ap: null });
    expect(poolStatsFields(facts)).toMatchObject({ firstEpoch: 252, owners: [''] });
  });

  test('cannot promise more than there is, which the app could not read', () => {
    const most = said({ pledge: 2n ** 64n - 1n, cost: 2n ** 64n - 1n });
    const history = { before: null, events: [{ kind: 'registration', epoch: epoch(250), parameters: most } as const] };
    const fields = stakePoolFields(poolFacts({ history }));
    expect(shapeFaults(fields, STAKE_POOL)).toEqual([]);
    expect(fields).toMatchObject({ p: 45n * 10n ** 15n, fp: 45n * 10n ** 15n, f: 45n * 10n ** 15n });
  });

  test('that only said it retires was registered before our chain, and is no genesis delegate', () => {
    const history = {
      before: null,
      events: [{ kind: 'retirement', epoch: epoch(299), retiringEpoch: epoch(305) }] as const,
    };
    expect(stakePoolFields(poolFacts({ history }))).toMatchObject({ x: false, d: false, f: 0n, fm: 0 });
  });

  test('that nobody registered is a genesis delegate, with numbers where the app wants numbers', () => {
    const genesis = poolFacts({
      history: { events: [], before: null },
      newestStake: null,
      ros: null,
      firstEpoch: null,
    });
    expect(shapeFaults(stakePoolFields(genesis), STAKE_POOL)).toEqual([]);
    expect(stakePoolFields(genesis)).toMatchObject({ x: true, f: 0n, fm: 0, d: false });
    expect(shapeFaults(poolStatsFields(genesis), POOL_STATS)).toEqual([]);
    expect(poolStatsFields(genesis)).toMatchObject({ firstEpoch: 0, owners: [''] });
  });

  test('has owners and a reward address as hashes on its page, and no page when it is gone', () => {
    const fields = poolStatsFields(poolFacts());
    expect(shapeFaults(fields, POOL_STATS)).toEqual([]);
    expect(fields).toMatchObject({ firstEpoch: 252, owners: [hash28(3), hash28(4)], reward_address: hash28(3) });
    expect(new Set(Object.values(poolStatsFields(undefined)))).toEqual(new Set([null]));
  });

  test('has its return on staking in percent in the histories, and nowhere else', () => {
    const rewards = { delegatorsReward: 100n, operatorFee: 10n, stake: 250_000n };
    const values = poolEpochValues({ pool: testPoolId(1), epoch: epoch(5), blocks: 0, stake: 9n, rewards }, mainnet);
    expect(Object.fromEntries(values)).toEqual({
      [`pool_stats/${testPoolId(1)}/blocks/5`]: 0,
      [`pool_stats/${testPoolId(1)}/stake/5`]: 9n,
      [`pool_stats/${testPoolId(1)}/ros/5`]: ((1 + 100 / 250_000) ** 73 - 1) * 100,
      [`pool_stats/${testPoolId(1)}/delegators_rewards/5`]: 100n,
      [`pool_stats/${testPoolId(1)}/pool_fees/5`]: 10n,
    });
    expect(stakePoolFields(poolFacts())).toMatchObject({ lros: 0.031, sr: 0.03, tr: 0.029 });
  });
});

const rules: EpochRules = {
  decentralisation: ratio(0n, 1n),
  pledgeInfluence: ratio(3n, 10n),
  monetaryExpansion: ratio(3n, 1000n),
  treasuryGrowth: ratio(1n, 5n),
  optimalPoolCount: 500,
  protocolMajor: 10,
  protocolMinor: 0,
  maxBlockBodySize: 90_112,
  maxBlockHeaderSize: 1100,
  maxRetirementEpochs: 18,
  reserves: 7n,
  treasury: 8n,
  fees: null,
  availableRewards: null,
};

describe('an epoch', () => {
  test('is shown with its sums and the time of its last block', () => {
    const record = epochRecord(
      { epoch: epoch(1), blocks: 3, transactions: 5n, fees: 6n, output: 7n, size: 8n, lastSlot: slot(86_401) },
      preview,
    );
    expect(shapeFaults(record, EPOCH)).toEqual([]);
    expect(record).toMatchObject({ lastBlockTime: preview.systemStartMs + 86_401_000, blocks: 3, fees: 6n });
  });

  test('has its parameters as fractions, and only the money that is known', () => {
    const record = epochParamsRecord(rules, mainnet);
    expect(shapeFaults(record, EPOCH_PARAMS)).toEqual([]);
    expect(record).toMatchObject({
      influence: 0.3,
      monetaryExpandRate: 0.003,
      treasuryGrowthRate: 0.2,
      expectedBlocks: 21_600,
    });
    expect(record['reward_pot']).toBeUndefined();
  });

  test('lacks lifetime figures in the file of a forecast, and until its averages are there', () => {
    const row = {
      stake: 5_000n,
      operatorFee: 1n,
      delegatorsReward: 2n,
      lifetime: { ros: 0.04, operatorFees: 5n, delegatorsRewards: 6n, stake: 7n },
    };
    const column = (given: { forecast: boolean; lifetime?: null }) => {
      const pools = new Map([[testPoolId(1), { ...row, ...given }]]);
      return rewardColumnRecord({ forecast: given.forecast, pools }, mainnet);
    };
    const epochRos = (1 + 2 / 5_000) ** 73 - 1;
    expect(shapeFaults(column({ forecast: false }), REWARD_COLUMN)).toEqual([]);
    expect(column({ forecast: false })[testPoolId(1)]).toEqual({
      f: false,
      epochRos,
      epochTax: 1n,
      epochRewards: 2n,
      lifetimeRos: 0.04,
      lifetimeTax: 5n,
      lifetimeRewards: 6n,
      lifetimeStake: 7n,
    });
    const without = { epochRos, epochTax: 1n, epochRewards: 2n };
    expect(column({ forecast: true, lifetime: null })[testPoolId(1)]).toEqual({ f: true, ...without });
    expect(column({ forecast: false, lifetime: null })[testPoolId(1)]).toEqual({ f: false, ...without });
  });

  test('is announced by markers that are numbers or absent', () => {
    const parts = drawSyncStatus({
      tipHeight: height(9),
      tipEpoch: epoch(300),
      newestBoundary: epoch(301),
      newestRewards: epoch(299),
      newestFinalRewards: epoch(298),
      newestExport: epoch(296),
      newestFinalExport: epoch(295),
      newestAverages: epoch(297),
      newestAccounts: null,
    });
    const fields = Object.fromEntries(
      parts.flatMap(({ name, values }) => [...values.values()].map((value) => [name, value])),
    );
    expect(shapeFaults(fields, SYNC_STATUS)).toEqual([]);
    expect(fields).toEqual({
      block_no: 9,
      epoch_no: 300,
      waitstake_complete_epoch: 301,
      pool_forecast_calculated_epoch: 299,
      forecast_rewards_complete_epoch: 296,
      actual_rewards_complete_epoch: 295,
      pool_actuals_calculated_epoch: 297,
    });
    const promised = parts.flatMap(({ name, promise }) => (promise === undefined ? [] : [[name, promise.after]]));
    expect(Object.fromEntries(promised)).toMatchObject({
      pool_actuals_calculated_epoch: [markOf.rewardColumn(epoch(297))],
      waitstake_complete_epoch: [markOf.totalActiveStake(epoch(301)), markOf.stakeColumn(epoch(301))],
    });
  });
});

describe('every kind of document', () => {
  test('has its family, under its own name', () => {
    expect(DOCUMENT_KINDS.map((kind) => FAMILIES[kind].kind)).toEqual([...DOCUMENT_KINDS]);
  });

  test('lies below its network', () => {
    expect([mainnet, preview].map(networkRoot)).toEqual(['Mainnet', 'Preview']);
  });

  test('has a subject that can be read back', () => {
    const pool = poolId(hash28(5));
    expect(subjectOf.block(markOf.block(epoch(3), height(12)).subject)).toEqual({ epoch: 3, height: 12 });
    expect(subjectOf.poolBlock(markOf.poolBlock(pool, epoch(3), height(12)).subject)).toEqual({
      pool,
      epoch: 3,
      height: 12,
    });
    const at = { slot: slot(9), transactionIndex: 2, certificateIndex: 1 };
    expect(subjectOf.poolUpdates(markOf.poolUpdates(pool, at).subject)).toEqual({ pool, ...at });
    expect(subjectOf.award(markOf.award(pool, 100).subject)).toEqual({ pool, blocks: 100 });
    expect(subjectOf.poolEpoch(markOf.poolStatsEpoch(pool, epoch(3)).subject)).toEqual({ pool, epoch: 3 });
    const credential = stakeCredential('script', hash28(5));
    for (const part of [epoch(3), 'pivotedToEpoch'] as const) {
      const { subject } = markOf.stakeHistoryPart(credential, part);
      expect(subjectOf.stakeHistory(subject)).toEqual({ credential, part });
    }
    expect(subjectOf.stakeHistory(markOf.stakeHistory(credential).subject)).toEqual({ credential, part: null });
    expect(() => subjectOf.stakeHistory(`key:${hash28(5)}/three`)).toThrow(InvalidValue);
    expect(() => subjectOf.stakeHistory(`key:${hash28(5)}/3/4`)).toThrow(InvalidValue);
    const reported = { height: height(12), hash: blockHash(hash32(3)) };
    expect(subjectOf.blockPropagation(markOf.blockPropagation(reported.hash, reported.height).subject)).toEqual(
      reported,
    );
    expect(subjectOf.height(markOf.competitive(height(12)).subject)).toBe(12);
    expect(subjectOf.block(markOf.orphans(epoch(3), height(12)).subject)).toEqual({ epoch: 3, height: 12 });
    expect(subjectOf.poolBlock(markOf.poolOrphans(pool, epoch(3), height(12)).subject)).toEqual({
      pool,
      epoch: 3,
      height: 12,
    });
    expect(() => subjectOf.blockPropagation('12')).toThrow(InvalidValue);
    expect(() => subjectOf.block('3')).toThrow(InvalidValue);
    expect(() => subjectOf.poolUpdates(`${pool}/9/2`)).toThrow(InvalidValue);
    expect(() => subjectOf.epoch('three')).toThrow(InvalidValue);
  });
});
