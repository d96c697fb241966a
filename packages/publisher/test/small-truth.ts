import {
  type Block,
  blockHash,
  blockPlace,
  type CertificateEffect,
  customNetwork,
  type Epoch,
  epoch,
  factsOf,
  height,
  lovelace,
  type PoolId,
  ratio,
  type SnapshotPool,
  slot,
  type Tip,
  transactionId,
} from '@pooltool/domain';
import type { Averages } from '@pooltool/domain/rewards';
import { hash28, hash32, keyCredential, testPool, testPoolId, testSnapshot } from '@pooltool/domain/testing';
import { inTransaction, type Pool, type Transaction } from '@pooltool/shared-utils/pg';
import {
  recordBlocks,
  rollBackTo,
  saveAverages,
  savePivot,
  saveRewardExport,
  saveRosHistograms,
  saveSnapshot,
} from '@pooltool/store';
import { type Archive, NOTHING_ARCHIVED } from '@pooltool/store/archive';
import { pivotOf, readWatchedEarnings } from '../../epoch-processing/src/key-pivot.ts';

/** Epochs of a hundred slots, a block every ten. */
export const network = customNetwork({
  name: 'smallnet',
  magic: 7,
  systemStartMs: Date.UTC(2024, 0, 1),
  epochLength: 100,
});

interface Recipe {
  readonly height: number;
  readonly pool: number;
  readonly slot?: number;
  readonly effects?: readonly CertificateEffect[];
}

export function makeBlock({ height: at, pool, slot: inSlot = at * 10, effects = [] }: Recipe): Block {
  return {
    kind: 'main',
    era: 'conway',
    hash: blockHash(hash32(inSlot * 1_000 + pool)),
    parentHash: null,
    height: height(at),
    slot: slot(inSlot),
    issuer: {
      poolId: testPoolId(pool),
      verificationKey: hash32(pool),
      operationalCertificate: 1,
      leaderVrfOutput: hash32(1),
      blockVrfOutput: hash32(1),
    },
    protocolVersion: { major: 10, minor: 0 },
    bodySize: 100,
    size: 1_000,
    transactions: [
      {
        id: transactionId(hash32(at)),
        index: 0,
        valid: true,
        fee: lovelace(170_000n),
        inputs: [],
        outputs: [{ address: '60', amount: lovelace(5_000_000n) }],
        collateralInputs: [],
        collateralReturn: null,
        certificates: effects.map((effect, index) => ({ tag: 0, index, effects: [effect] })),
        withdrawals: [],
        donation: lovelace(0n),
        executionUnits: { memory: 7n, steps: 9n },
      },
    ],
  };
}

export const registration = (pool: number, cost: bigint, given: Partial<SnapshotPool> = {}): CertificateEffect => ({
  kind: 'pool-registration',
  pool: {
    ...testPool(pool, { cost: lovelace(cost), margin: ratio(1n, 20n), ownerTags: [pool], ...given }),
    vrfKeyHash: hash32(pool),
    relays: [],
    metadata: { url: `https://example.com/${pool}.json`, hash: hash32(pool) },
  },
});

export const retirement = (pool: number, at: number): CertificateEffect => ({
  kind: 'pool-retirement',
  poolId: testPoolId(pool),
  retiringEpoch: epoch(at),
});

export const tipOf = ({ slot: at, hash, height: number }: Block): Tip => ({ slot: at, hash, height: number });

export const follow = (pool: Pool, blocks: readonly Block[]): Promise<void> =>
  inTransaction(pool, (tx) =>
    recordBlocks(
      tx,
      blocks.map((block) => factsOf(block, blockPlace(network, { slot: block.slot, parentSlot: null }))),
      { feed: 'chain', tellFrom: null },
    ),
  );

export const backTo = (pool: Pool, block: Block) => inTransaction(pool, (tx) => rollBackTo(tx, tipOf(block)));

/** One pool, number 1 if not said, with an owner (tag 1, 30 ada) and a delegator (tag 50, 70 ada). */
export const snapshotOf = (pool: Pool, activeEpoch: Epoch, number = 1): Promise<void> =>
  inTransaction(pool, (tx) =>
    saveSnapshot(tx, {
      activeEpoch,
      snapshot: testSnapshot(
        [testPool(number, { ownerTags: [1] })],
        [
          [keyCredential(1), 0, 30_000_000n],
          [keyCredential(50), 0, 70_000_000n],
        ],
      ),
      stake: [lovelace(100_000_000n)],
      ownerStake: [lovelace(30_000_000n)],
      delegatorCount: Uint32Array.of(2),
      activeStake: lovelace(100_000_000n),
      sha256: hash32(activeEpoch),
    }),
  );

export const POOL_1: PoolId = testPoolId(1);
export const OWNER = hash28(1);
export const DELEGATOR = hash28(50);

/** What pool 1 earned in `earned`: a fee of 10 ada, 6 for its owner, 14 for its delegator. Exported, and pivoted. When paid: its averages, and 2 accounts. */
export async function rewardsOf(
  pool: Pool,
  earned: number,
  status: 'forecast' | 'final',
  { leader = 16_000_000n, member = 14_000_000n, pivots = true }: PaidAmounts = {},
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await tx.query(`delete from reward_epoch where earned_epoch = $1`, [earned]);
    await tx.query(
      `insert into reward_epoch values ($1, $2, '1/1', 0, 0, 40000000, 0, 40000000, 0, 100000000, 16000000, 14000000, 0,
         null, 2)`,
      [earned, status],
    );
    // Rewards are known of epochs that the ledger has told whole.
    await tx.query(`insert into epoch_ledger values ($1, 0, 3) on conflict do nothing`, [earned]);
    await tx.query(
      `insert into pool_reward values ($1, decode($2, 'hex'), 3, 100000000, 30000000, true, 30000000, 30000000, 16000000,
         14000000, 10000000, 20000000)`,
      [earned, POOL_1],
    );
    await tx.query(
      `create table if not exists account_reward_${earned} partition of account_reward for values in (${earned})`,
    );
    await tx.query(`delete from account_reward where earned_epoch = $1`, [earned]);
    const destination = status === 'final' ? 1 : 0;
    await tx.query(
      `insert into account_reward values
         ($1, 0, decode($2, 'hex'), decode($4, 'hex'), 0, $6, $5),
         ($1, 0, decode($3, 'hex'), decode($4, 'hex'), 1, $7, $5)`,
      [earned, OWNER, DELEGATOR, POOL_1, destination, leader, member],
    );
    const file = { key: `allrewards${earned}`, sha256: hash32(earned) };
    await saveRewardExport(tx, { earned: epoch(earned), status, rows: 2, csv: file, parquet: file });
    if (status === 'final') await shownOf(tx, epoch(earned));
  });
  if (pivots) await pivot({ pool, archive: NO_ARCHIVE }, earned);
}

interface PaidAmounts {
  /** lovelace that reached the owner's account, which is the pool's, and the delegator's */
  readonly leader?: bigint;
  readonly member?: bigint;
  /** false: somebody else does */
  readonly pivots?: boolean;
}

const NO_ARCHIVE: Archive = { entriesOf: async () => NOTHING_ARCHIVED };

/** What the asset does for the keys that are watched. */
export async function pivot({ pool, archive }: { pool: Pool; archive: Archive }, earned: number): Promise<void> {
  const pivoted = pivotOf(await readWatchedEarnings({ pool, archive }, epoch(earned)));
  await inTransaction(pool, (tx) => savePivot(tx, pivoted));
}

/** What is shown of an epoch that was paid beside its rewards. */
async function shownOf(tx: Transaction, earned: Epoch): Promise<void> {
  const sums = { epochs: 1, stake: 100_000_000n, delegatorsReward: 20_000_000n, operatorFees: 10_000_000n };
  const averages: Averages = {
    1: { ...sums, ros: 0.03 },
    6: { ...sums, ros: 0.029 },
    12: { ...sums, ros: 0.028 },
    73: { ...sums, ros: 0.027 },
    lifetime: { ...sums, ros: 0.031 },
  };
  await saveAverages(tx, { earned, since: earned, network: averages, pools: [{ poolId: POOL_1, averages }] });
  const two = [{ bucket: 6, lowest: 2.999, highest: 3.1449, frequency: 2 }];
  await saveRosHistograms(tx, { earned, histograms: { pools: [], accounts: two } });
}
