/** The node's figures of recorded epochs as tables beside ours, and both compared by SQL. */
import { CREDENTIAL_TAG, credentialText, delegatorCredential } from '@pooltool/domain';
import { inTransaction, type Pool, type Transaction } from '@pooltool/shared-utils/pg';
import type { RewardFixture } from './recorded-epochs.ts';

/** Makes the tables of the schema `recorded` and fills them with the fixtures' expected figures. */
export const recordTruth = (pool: Pool, fixtures: readonly RewardFixture[]): Promise<void> =>
  inTransaction(pool, async (tx) => {
    await tx.query('create schema recorded');
    await tx.query(
      `create table recorded.epoch (earned_epoch int primary key, incentives bigint, reward_pot bigint, treasury_tax bigint,
         available bigint, circulation bigint, active_stake bigint, leader_rewards bigint, member_rewards bigint,
         returned_to_reserves bigint, unregistered_to_treasury bigint, reserves_next bigint)`,
    );
    await tx.query(
      `create table recorded.pool (earned_epoch int, pool_id bytea, pool_reward bigint, leader_reward bigint,
         primary key (earned_epoch, pool_id))`,
    );
    await tx.query(
      `create table recorded.account (earned_epoch int, credential_kind smallint, credential bytea, pool_id bytea, kind smallint,
         amount bigint, destination smallint, primary key (earned_epoch, credential, credential_kind, pool_id, kind))`,
    );
    for (const fixture of fixtures) {
      await recordEpoch(tx, fixture);
      await recordPools(tx, fixture);
      await recordAccounts(tx, fixture);
    }
    await tx.query('analyze recorded.account');
  });

async function recordEpoch(tx: Transaction, { epochs, expected, boundary }: RewardFixture): Promise<void> {
  await tx.query(`insert into recorded.epoch values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, [
    epochs.earned,
    expected.incentives,
    expected.rewardPot,
    expected.treasuryTax,
    expected.availableRewards,
    expected.totalStake,
    expected.activeStake,
    expected.sumLeaderRewards,
    expected.sumMemberRewards,
    expected.returnedToReserves,
    // who was gone is not recorded on preprod: then everybody was handed over as registered
    boundary?.unregisteredRewards ?? 0n,
    boundary?.potsNext.reserves ?? null,
  ]);
}

async function recordPools(tx: Transaction, { epochs, inputs, pools }: RewardFixture): Promise<void> {
  await tx.query(
    `insert into recorded.pool select $1, decode(pool, 'hex'), pool_reward, leader_reward
     from unnest($2::text[], $3::bigint[], $4::bigint[]) as p (pool, pool_reward, leader_reward)`,
    [
      epochs.earned,
      inputs.snapshot.pools.map(({ poolId }) => poolId),
      pools.map(({ poolReward }) => poolReward),
      pools.map(({ leaderReward }) => leaderReward),
    ],
  );
}

const LEADER = 0;
const MEMBER = 1;
const TO_ACCOUNT = 1;
const TO_TREASURY = 2;

async function recordAccounts(tx: Transaction, { epochs, inputs, pools, boundary }: RewardFixture): Promise<void> {
  const gone = new Set((boundary?.unregistered ?? []).map(({ credential }) => credentialText(credential)));
  const { snapshot } = inputs;
  const rows = pools.flatMap(({ leaderReward, memberRewards, firstRow }, index) => {
    const pool = snapshot.pools[index];
    if (pool === undefined) throw new Error(`the snapshot has no pool ${index}`);
    return [
      { credential: pool.rewardAccount, kind: LEADER, amount: leaderReward },
      ...memberRewards.map((amount, i) => ({
        credential: delegatorCredential(snapshot.delegators, firstRow + i),
        kind: MEMBER,
        amount,
      })),
    ]
      .filter(({ amount }) => amount > 0n)
      .map((reward) => ({ ...reward, pool: pool.poolId }));
  });
  await tx.query(
    `insert into recorded.account
     select $1, credential_kind, decode(credential, 'hex'), decode(pool, 'hex'), kind, amount, destination
     from unnest($2::smallint[], $3::text[], $4::text[], $5::smallint[], $6::bigint[], $7::smallint[])
       as r (credential_kind, credential, pool, kind, amount, destination)`,
    [
      epochs.earned,
      rows.map(({ credential }) => CREDENTIAL_TAG[credential.kind]),
      rows.map(({ credential }) => credential.hash),
      rows.map(({ pool }) => pool),
      rows.map(({ kind }) => kind),
      rows.map(({ amount }) => amount),
      rows.map(({ credential }) => (gone.has(credentialText(credential)) ? TO_TREASURY : TO_ACCOUNT)),
    ],
  );
}

export interface TruthCompared {
  /** compared, of which every one must be final */
  readonly epochs: number;
  readonly pools: number;
  /** rewards above 0, one for each (account, pool, kind) */
  readonly rewards: number;
  /** epochs, pools and rewards of which a figure differs, or that only one side has */
  readonly mismatches: number;
}

/** Every figure of every recorded epoch against ours, in PostgreSQL. */
export async function compareWithTruth(pool: Pool): Promise<TruthCompared> {
  const { rows } = await pool.query<{ epochs: bigint; pools: bigint; rewards: bigint; mismatches: bigint }>(
    `with epochs as (
       select r.earned_epoch is null or o.earned_epoch is null or o.status <> 'final'
         or (r.incentives, r.reward_pot, r.treasury_tax, r.available, r.circulation, r.active_stake, r.leader_rewards,
             r.member_rewards, r.returned_to_reserves, r.unregistered_to_treasury)
           is distinct from
            (o.incentives, o.reward_pot, o.treasury_tax, o.available, o.circulation, o.active_stake, o.leader_rewards,
             o.member_rewards, o.returned_to_reserves, o.unregistered_to_treasury)
         or r.reserves_next is distinct from p.reserves as differs
       from recorded.epoch r
         full join reward_epoch o using (earned_epoch)
         left join epoch_pots p on p.epoch = r.earned_epoch + 2
     ), pools as (
       select (r.pool_reward, r.leader_reward) is distinct from (o.pool_reward, o.leader_reward) as differs
       from recorded.pool r full join pool_reward o using (earned_epoch, pool_id)
     ), rewards as (
       select (r.amount, r.destination) is distinct from (o.amount, o.destination) as differs
       from recorded.account r full join account_reward o using (earned_epoch, credential, credential_kind, pool_id, kind)
     )
     select (select count(*) from epochs) as epochs, (select count(*) from pools) as pools, (select count(*) from rewards) as rewards,
       (select count(*) from epochs where differs) + (select count(*) from pools where differs)
         + (select count(*) from rewards where differs) as mismatches`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('PostgreSQL counted nothing');
  return {
    epochs: Number(row.epochs),
    pools: Number(row.pools),
    rewards: Number(row.rewards),
    mismatches: Number(row.mismatches),
  };
}
