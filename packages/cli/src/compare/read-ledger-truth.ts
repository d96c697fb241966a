import { decodeSnapshotFile } from '@pooltool/codec';
import {
  type Accounts,
  credentialText,
  delegatorCredential,
  type Epoch,
  epoch,
  epochPlus,
  lovelace,
  NO_POOL,
  type ProtocolParameters,
  ratioText,
  slot,
} from '@pooltool/domain';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import type { Queryable } from '@pooltool/shared-utils/pg';
import {
  loadSnapshot,
  poolBlocksUpTo,
  readAccountRewards,
  readArrival,
  readFollowedTotals,
  readLedgerTotals,
  readParameters,
  readPoolRewards,
  readPots,
  readRewardEpoch,
} from '@pooltool/store';
import type { Fact } from './facts.ts';
import { ledgerFacts } from './ledger-facts.ts';

interface Truth {
  readonly db: Queryable;
  readonly objects: ObjectStore;
}

/** All that our database and files say of what a ledger state of that epoch, taken after that slot, speaks of. */
export async function readLedgerTruth(truth: Truth, dump: { epoch: number; slot: number }): Promise<Fact[]> {
  const of = epoch(dump.epoch);
  const before = of === 0 ? null : epochPlus(of, -1);
  const facts = [
    await currentFacts(truth, of, dump.slot),
    await snapshotFacts(truth, epochPlus(of, 1)),
    await snapshotFacts(truth, of),
    await accountFacts(truth, of),
    before === null ? [] : await snapshotFacts(truth, before),
    before === null ? [] : await completeFacts(truth, before),
    before === null ? [] : await rewardFacts(truth, before),
    of < 2 ? [] : await payoutFacts(truth, epochPlus(of, -2)),
  ];
  return facts.flat();
}

async function currentFacts({ db }: Truth, of: Epoch, upTo: number): Promise<Fact[]> {
  const blocks = await poolBlocksUpTo(db, { epoch: of, slot: slot(upTo) });
  const pots = await readPots(db, of);
  const parameters = await readParameters(db, of);
  const arrival = await readArrival(db, of);
  return [
    ...(arrival === null ? [] : [ledgerFacts.blocksInDump(of, arrival.blocksCurrent)]),
    ...[...blocks].map(([pool, made]) => ledgerFacts.blocksUpToDump(of, pool, made)),
    ...(pots === null ? [] : [ledgerFacts.reserves(of, pots.reserves), ledgerFacts.treasury(of, pots.treasury)]),
    ...(parameters === null ? [] : parameterFacts(of, parameters)),
  ];
}

const parameterFacts = (of: Epoch, given: ProtocolParameters): Fact[] =>
  [
    ['optimal pool count', given.optimalPoolCount] as const,
    ['pledge influence', ratioText(given.pledgeInfluence)] as const,
    ['monetary expansion', ratioText(given.monetaryExpansion)] as const,
    ['treasury growth', ratioText(given.treasuryGrowth)] as const,
    ['protocol version', `${given.protocolVersion.major}.${given.protocolVersion.minor}`] as const,
    ['minimum pool cost', given.minPoolCost] as const,
    ['key deposit', given.keyDeposit] as const,
    ['pool deposit', given.poolDeposit] as const,
  ].map(([name, value]) => ledgerFacts.parameter(of, name, value));

async function completeFacts({ db }: Truth, of: Epoch): Promise<Fact[]> {
  const ledger = await readLedgerTotals(db, of);
  const followed = await readFollowedTotals(db, of);
  return [
    ...[...(ledger?.blocks ?? [])].map(([pool, made]) => ledgerFacts.ledgerBlocks(of, pool, made)),
    ...[...followed.blocks].map(([pool, made]) => ledgerFacts.followedBlocks(of, pool, made)),
    ...(ledger === null ? [] : [ledgerFacts.ledgerFees(of, ledger.fees)]),
    ledgerFacts.followedFees(of, followed.fees),
  ];
}

async function snapshotFacts({ db }: Truth, active: Epoch): Promise<Fact[]> {
  const snapshot = await loadSnapshot(db, active);
  if (snapshot === null) return [];
  const { delegators, pools } = snapshot;
  const stakes = Array.from({ length: delegators.count }, (_, row) =>
    ledgerFacts.stake(active, {
      credential: credentialText(delegatorCredential(delegators, row)),
      poolId: pools[delegators.pool[row] ?? NO_POOL]?.poolId ?? 'an unknown pool',
      stake: delegators.stake[row] ?? 0n,
    }),
  );
  const parameters = pools.map((pool) =>
    ledgerFacts.snapshotPool(active, { ...pool, rewardAccount: credentialText(pool.rewardAccount) }),
  );
  return [...stakes, ...parameters];
}

/** The accounts are not in the database: the file that the arrival names holds them. */
async function accountFacts({ db, objects }: Truth, of: Epoch): Promise<Fact[]> {
  const arrival = await readArrival(db, of);
  const file = arrival && (await objects.get(arrival.accounts.key));
  const accounts = file && decodeSnapshotFile(file.bytes).accounts;
  if (!accounts) return [];
  const balances = accounts.rewards.reduce((sum, amount) => sum + amount, 0n);
  const all = Array.from({ length: accounts.count }, (_, row) => accountFact(of, accounts, row));
  return [ledgerFacts.accounts(of, accounts.count), ledgerFacts.balances(of, balances), ...all];
}

function accountFact(of: Epoch, accounts: Accounts, row: number): Fact {
  const { kind, hash, rewards, deposit, pool, poolIds } = accounts;
  const credential = credentialText(
    delegatorCredential({ count: accounts.count, kind, hash, stake: rewards, pool }, row),
  );
  return ledgerFacts.account(of, credential, {
    rewards: rewards[row] ?? 0n,
    deposit: deposit[row] ?? 0n,
    poolId: poolIds[pool[row] ?? NO_POOL] ?? null,
  });
}

async function rewardFacts({ db }: Truth, earned: Epoch): Promise<Fact[]> {
  const head = await readRewardEpoch(db, earned);
  if (head === null) return [];
  const rewards = await readAccountRewards(db, earned);
  const pools = await readPoolRewards(db, earned);
  return [
    ledgerFacts.incentives(earned, head.incentives),
    ledgerFacts.available(earned, head.available),
    ledgerFacts.toTreasury(earned, head.treasuryTax),
    ledgerFacts.fromReserves(earned, head.incentives - head.returnedToReserves),
    ledgerFacts.rewards(earned, head.rewards),
    ...rewards.map((reward) =>
      ledgerFacts.reward(earned, { ...reward, credential: credentialText(reward.credential) }),
    ),
    ...pools
      .filter(({ poolReward, leaderReward }) => poolReward + leaderReward > 0n)
      .map((pool) => ledgerFacts.poolReward(earned, pool.poolId, pool)),
  ];
}

async function payoutFacts({ db }: Truth, earned: Epoch): Promise<Fact[]> {
  const head = await readRewardEpoch(db, earned);
  if (head === null) return [];
  const rewards = await readAccountRewards(db, earned);
  const paid = rewards.filter(({ destination }) => destination === 'account');
  const unclaimed = new Map<string, bigint>();
  for (const { credential, amount, destination } of rewards) {
    if (destination !== 'treasury') continue;
    const who = credentialText(credential);
    unclaimed.set(who, (unclaimed.get(who) ?? 0n) + amount);
  }
  return [
    ledgerFacts.settled(earned, head.status),
    ledgerFacts.paidToAccounts(earned, lovelace(paid.reduce((sum, { amount }) => sum + amount, 0n))),
    ...[...unclaimed].map(([credential, amount]) => ledgerFacts.unclaimed(earned, credential, amount)),
  ];
}
