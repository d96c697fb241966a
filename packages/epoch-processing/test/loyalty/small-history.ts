import {
  credentialText,
  type DelegatorLoyalty,
  epoch,
  lovelace,
  type PoolId,
  type PoolLoyalty,
  type StakeCredential,
  type StakeMove,
} from '@pooltool/domain';
import { testPool, testSnapshot } from '@pooltool/domain/testing';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { saveSnapshot } from '@pooltool/store';

/** What one delegator had in one epoch's snapshot, and what it was paid for it. */
export interface Delegation {
  readonly credential: StakeCredential;
  readonly pool: PoolId;
  readonly stake: bigint;
  /** lovelace that its stake earned there and that reached somebody's account */
  readonly paid: bigint;
}

/** Snapshots by active epoch, without those nobody took. */
export type History = ReadonlyMap<number, readonly Delegation[]>;

const RECENT = 10;

/**
 * What the words of the specification say, read from the whole history each time: nothing is carried on, nothing packed.
 * Payouts count that were made at the latest when the snapshot of `newest` shows in a dump: earned three epochs before it.
 */
export function loyaltyInWords(history: History, who: StakeCredential, newest: number): DelegatorLoyalty | null {
  const name = credentialText(who);
  const staked = [...history]
    .filter(([at]) => at <= newest)
    .sort(([one], [other]) => one - other)
    .flatMap(([at, all]) =>
      all.filter(({ credential }) => credentialText(credential) === name).map((row) => ({ ...row, at })),
    );
  const last = staked.at(-1);
  if (last === undefined) return null;
  const within = (epochs: number) => staked.filter(({ at }) => at > last.at - epochs);
  const share = (rows: typeof staked, pool: PoolId): number =>
    rows.filter((row) => row.pool === pool).length / rows.length;
  const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
  const poolLoyalty = (pool: PoolId): PoolLoyalty => {
    const there = staked.filter((row) => row.pool === pool);
    return {
      epochs: there.length,
      staked: sum(there.map(({ stake }) => stake)),
      rewards: sum(there.filter(({ at }) => at <= newest - 3).map(({ paid }) => paid)),
      lifetime: share(staked, pool),
      recentTen: share(within(RECENT), pool),
      recentFive: share(within(5), pool),
    };
  };
  return {
    lastEpoch: epoch(last.at),
    currentPool: last.at === newest ? last.pool : null,
    epochs: staked.length,
    staked: sum(staked.map(({ stake }) => stake)),
    recent: new Map(within(RECENT).map(({ at, pool }) => [epoch(at), pool])),
    pools: new Map(staked.map(({ pool }) => [pool, poolLoyalty(pool)])),
  };
}

/** Who delegates otherwise in `at` than in the epoch before; nobody where one of the two snapshots is not there. */
export function movesInWords(history: History, at: number): StakeMove[] {
  const before = history.get(at - 1);
  const now = history.get(at);
  if (before === undefined || now === undefined) return [];
  const find = (all: readonly Delegation[], name: string) =>
    all.find(({ credential }) => credentialText(credential) === name);
  const names = new Map([...before, ...now].map(({ credential }) => [credentialText(credential), credential]));
  return [...names].flatMap(([name, credential]) => {
    const [was, is] = [find(before, name), find(now, name)];
    if (was?.pool === is?.pool) return [];
    const [larger = 0n] = [was?.stake ?? 0n, is?.stake ?? 0n].sort((one, other) => (one < other ? 1 : -1));
    return [{ epoch: epoch(at), credential, from: was?.pool ?? null, to: is?.pool ?? null, stake: larger }];
  });
}

/** Writes the snapshot of an epoch as the asset `stake_snapshot` does. Pools are numbered as in `testPoolId`. */
export async function takeSnapshot(db: Pool, at: number, delegations: readonly Delegation[], pools: number) {
  const numbered = Array.from({ length: pools }, (_, index) => testPool(index + 1));
  const stakes = numbered.map(({ poolId }) =>
    delegations.filter(({ pool }) => pool === poolId).map((row) => row.stake),
  );
  const stake = stakes.map((all) => lovelace(all.reduce((sum, one) => sum + one, 0n)));
  await inTransaction(db, (tx) =>
    saveSnapshot(tx, {
      activeEpoch: epoch(at),
      snapshot: testSnapshot(
        numbered,
        delegations.map((row) => [row.credential, numbered.findIndex(({ poolId }) => poolId === row.pool), row.stake]),
      ),
      stake,
      ownerStake: numbered.map(() => lovelace(0n)),
      delegatorCount: Uint32Array.from(stakes, (all) => all.length),
      activeStake: lovelace(stake.reduce((sum, one) => sum + one, 0n)),
      sha256: '00'.repeat(32),
    }),
  );
}

/** Member rewards of an earned epoch, as after the payout; of what is `lost` the account was gone. */
export async function payOut(
  db: Pool,
  earned: number,
  delegations: readonly Delegation[],
  lost: readonly Delegation[] = [],
): Promise<void> {
  const rows = [
    ...delegations.map((row) => ({ ...row, destination: 1 })),
    ...lost.map((row) => ({ ...row, destination: 2 })),
  ].filter(({ paid }) => paid > 0n);
  await inTransaction(db, async (tx) => {
    await tx.query(
      `insert into reward_epoch (
         earned_epoch, status, efficiency, incentives, fees, reward_pot, treasury_tax, available, circulation, active_stake,
         leader_rewards, member_rewards, returned_to_reserves, unregistered_to_treasury, rewards)
       values ($1, 'final', '1/1', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, $2)`,
      [earned, rows.length],
    );
    await tx.query(`create table account_reward_${earned} partition of account_reward for values in (${earned})`);
    await tx.query(
      `insert into account_reward (earned_epoch, credential_kind, credential, pool_id, kind, amount, destination)
       select $1, kind, decode(hash, 'hex'), decode(pool, 'hex'), 1, amount, destination
       from unnest($2::smallint[], $3::text[], $4::text[], $5::bigint[], $6::smallint[])
         as r (kind, hash, pool, amount, destination)`,
      [
        earned,
        rows.map(({ credential }) => (credential.kind === 'key' ? 0 : 1)),
        rows.map(({ credential }) => credential.hash),
        rows.map(({ pool }) => pool),
        rows.map(({ paid }) => paid),
        rows.map(({ destination }) => destination),
      ],
    );
  });
}
