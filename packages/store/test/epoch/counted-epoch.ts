import { CREDENTIAL_TAG, type StakeCredential } from '@pooltool/domain';
import { hash28, testPoolId } from '@pooltool/domain/testing';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';

/** A paid epoch in the few words that histograms look at; pools by tag, lovelace. */
export interface CountedEpoch {
  readonly pools: readonly {
    readonly tag: number;
    readonly stake: bigint;
    readonly owners: readonly number[];
    readonly rewardAccount: StakeCredential;
    readonly fee: bigint;
    readonly reward: bigint;
    readonly leader: Paid;
  }[];
  /** each credential once */
  readonly accounts: readonly {
    readonly who: StakeCredential;
    readonly pool: number;
    readonly stake: bigint;
    /** null for an owner of the pool, and for whom the floor left nothing */
    readonly member: Paid | null;
  }[];
}

export interface Paid {
  readonly amount: bigint;
  /** false: the account was gone, and it went to the treasury */
  readonly toAccount: boolean;
}

export async function writeCountedEpoch(db: Pool, earned: number, { pools, accounts }: CountedEpoch): Promise<void> {
  const destination = ({ toAccount }: Paid): number => (toAccount ? 1 : 2);
  const rewards = [
    ...pools.map(({ rewardAccount: who, tag: pool, leader }) => ({ who, pool, kind: 0, paid: leader })),
    ...accounts.flatMap(({ who, pool, member }) => (member === null ? [] : [{ who, pool, kind: 1, paid: member }])),
  ].filter(({ paid }) => paid.amount > 0n);
  await inTransaction(db, async (tx) => {
    for (const [table, column] of [
      ['stake_snapshot', 'active_epoch'],
      ['account_reward', 'earned_epoch'],
    ]) {
      await tx.query(`create table if not exists ${table}_${earned} partition of ${table} for values in (${earned})`);
      await tx.query(`delete from ${table} where ${column} = ${earned}`);
    }
    await tx.query(`delete from reward_epoch where earned_epoch = $1`, [earned]);
    await tx.query(`delete from snapshot_epoch where active_epoch = $1`, [earned]);
    await tx.query(`insert into snapshot_epoch values ($1, $2, $3, 0, $4)`, [
      earned,
      accounts.length,
      pools.length,
      Buffer.alloc(32),
    ]);
    await tx.query(`insert into reward_epoch values ($1, 'final', '1/1', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, $2)`, [
      earned,
      rewards.length,
    ]);
    for (const { tag, stake, owners, rewardAccount, fee, reward, leader } of pools) {
      const id = Buffer.from(testPoolId(tag), 'hex');
      await tx.query(`insert into pool_snapshot values ($1, $2, 0, 0, 0, 1, $3, $4, $5, $6, 0, 1)`, [
        earned,
        id,
        CREDENTIAL_TAG[rewardAccount.kind],
        Buffer.from(rewardAccount.hash, 'hex'),
        owners.map((owner) => Buffer.from(hash28(owner), 'hex')),
        stake,
      ]);
      await tx.query(`insert into pool_reward values ($1, $2, 1, $3, 0, true, 0, $4, $5, 0, $6, $7)`, [
        earned,
        id,
        stake,
        fee + reward,
        leader.amount,
        fee,
        reward,
      ]);
    }
    for (const { who, pool, stake } of accounts) {
      await tx.query(`insert into stake_snapshot values ($1, $2, decode($3, 'hex'), decode($4, 'hex'), $5)`, [
        earned,
        CREDENTIAL_TAG[who.kind],
        who.hash,
        testPoolId(pool),
        stake,
      ]);
    }
    for (const { who, pool, kind, paid } of rewards) {
      await tx.query(`insert into account_reward values ($1, $2, decode($3, 'hex'), decode($4, 'hex'), $5, $6, $7)`, [
        earned,
        CREDENTIAL_TAG[who.kind],
        who.hash,
        testPoolId(pool),
        kind,
        paid.amount,
        destination(paid),
      ]);
    }
  });
}
