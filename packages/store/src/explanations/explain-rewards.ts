import {
  calculationEpochOf,
  type Epoch,
  NO_LOVELACE,
  type PoolId,
  type StakeCredential,
  spendableEpochOf,
} from '@pooltool/domain';
import {
  type AccountExplanation,
  type ExplainedEpoch,
  explainAccountRewards,
  explainPoolRewards,
  explainPotUses,
  type PoolExplanation,
  type PotExplanation,
  rewardRulesOf,
} from '@pooltool/domain/rewards';
import type { Pool, Transaction } from '@pooltool/shared-utils/pg';
import { inEpochSnapshot } from '../epoch/epoch-snapshot.ts';
import { readPots } from '../epoch/ledger-facts.ts';
import { readExplainedEpoch } from './read-explained-epoch.ts';
import { readExplainedPool, readPoolsOfAccount } from './read-explained-pools.ts';
import {
  readAccountsRewards,
  readDelegatorsOf,
  readPoolSums,
  readPoolsRewards,
  readRewardSums,
} from './read-recorded-rewards.ts';

/** Why there is no explanation; `not-computed`: the rewards, or something they were made from, are not there (yet). */
export type NotExplained = 'not-computed' | 'no-such-pool' | 'archived';

/** An explanation, or why there is none: for a program, and as a sentence. */
export type Explained<Explanation> =
  | { readonly found: true; readonly explanation: Explanation }
  | { readonly found: false; readonly reason: NotExplained; readonly why: string };

/** How a pool's rewards of an earned epoch came about: all its delegators, tens of thousands for the biggest. */
export const explainPool = (
  pool: Pool,
  { earned, poolId }: { readonly earned: Epoch; readonly poolId: PoolId },
): Promise<Explained<PoolExplanation>> =>
  explained(pool, earned, async (tx, epoch) => {
    const found = await readExplainedPool(tx, { earned, pool: poolId });
    if (found === null)
      return notFound('no-such-pool', `pool ${poolId} is not in the stake snapshot active in epoch ${earned}`);
    if (await isArchived(tx, earned)) return notFound('archived', ARCHIVED);
    const delegators = await readDelegatorsOf(tx, { active: earned, pool: poolId });
    const { blocks, recorded } = found;
    const rewards = await readPoolsRewards(tx, { earned, pool: poolId });
    const snapshot = { pools: [found.pool], delegators };
    return { found: true, explanation: explainPoolRewards({ epoch, snapshot, blocks, recorded, rewards }) };
  });

/** Every pool share and operator reward of an account. One that earned nothing has an explanation without parts. */
export const explainAccount = (
  pool: Pool,
  { earned, credential }: { readonly earned: Epoch; readonly credential: StakeCredential },
): Promise<Explained<AccountExplanation>> =>
  explained(pool, earned, async (tx, epoch) => {
    if (await isArchived(tx, earned)) return notFound('archived', ARCHIVED);
    const pools = await readPoolsOfAccount(tx, { earned, credential });
    const rewards = await readAccountsRewards(tx, { earned, credential });
    return { found: true, explanation: explainAccountRewards({ epoch, credential, pools, rewards }) };
  });

/** Where every lovelace of the reward pot went. */
export const explainPot = (pool: Pool, earned: Epoch): Promise<Explained<PotExplanation>> =>
  explained(pool, earned, async (tx, epoch) => {
    if (await isArchived(tx, earned)) return notFound('archived', ARCHIVED);
    const before = await readPots(tx, calculationEpochOf(earned));
    const explanation = explainPotUses({
      epoch,
      rewards: await readRewardSums(tx, earned, rewardRulesOf(epoch.parameters.protocolVersion)),
      pools: await readPoolSums(tx, earned),
      treasury: before?.treasury ?? NO_LOVELACE,
      after: await readPots(tx, spendableEpochOf(earned)),
    });
    return { found: true, explanation };
  });

const notFound = (reason: NotExplained, why: string) => ({ found: false as const, reason, why });

/** All that is read is of one moment: a run that replaces the rewards meanwhile is seen whole or not at all. */
const explained = <Explanation>(
  pool: Pool,
  earned: Epoch,
  explain: (tx: Transaction, epoch: ExplainedEpoch) => Promise<Explained<Explanation>>,
): Promise<Explained<Explanation>> =>
  inEpochSnapshot(pool, async (tx) => {
    const epoch = await readExplainedEpoch(tx, earned);
    return typeof epoch === 'string' ? notFound('not-computed', epoch) : explain(tx, epoch);
  });

const ARCHIVED =
  'the rows of this epoch were moved into the archive: its accounts can be read there, not explained here';

/** The archive drops an epoch's partitions and keeps its heads and pools. */
async function isArchived(tx: Transaction, epoch: Epoch): Promise<boolean> {
  const { rows } = await tx.query<{ gone: boolean }>(
    `select to_regclass('stake_snapshot_' || $1::int) is null or to_regclass('account_reward_' || $1::int) is null as gone`,
    [epoch],
  );
  return rows[0]?.gone === true;
}
