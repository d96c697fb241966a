import {
  CREDENTIAL_TAG,
  type CredentialHash,
  credentialHash,
  type Epoch,
  epoch,
  type PoolId,
  poolId,
  type StakeCredential,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { type ArchivedEntries, NOTHING_ARCHIVED } from '../archive/archived-entries.ts';
import { demandNotArchived } from '../archive/archived-epochs.ts';
import { archivedHistories } from '../archive/archived-histories.ts';
import type { EpochTables } from '../epoch/epoch-snapshot.ts';
import type { DelegationRow, RewardRow } from './stake-history-rows.ts';

export type { DelegationRow, RewardRow } from './stake-history-rows.ts';

/** What one credential staked and earned, epoch by epoch. */
export interface StakeHistory {
  readonly credential: StakeCredential;
  /** ascending, by active epoch */
  readonly delegations: readonly DelegationRow[];
  readonly rewards: readonly RewardRow[];
}

/** How a leader reward comes about: what the fee leaves belongs to the owners by their stake. */
export interface LeaderShare {
  readonly epoch: Epoch;
  readonly pool: PoolId;
  /** lovelace, paid or to be paid into the pool's reward account */
  readonly leaderReward: bigint;
  readonly operatorFee: bigint;
  /** of the owners that delegated to the pool, by hash */
  readonly owners: readonly { readonly owner: CredentialHash; readonly stake: bigint }[];
}

export interface StakeHistories {
  readonly histories: readonly StakeHistory[];
  /** every epoch with a snapshot or rewards, ascending; true: its rewards are paid */
  readonly epochs: ReadonlyMap<Epoch, boolean>;
  /** of the pools these credentials own or lead, by `poolEpochText` */
  readonly leaders: ReadonlyMap<string, LeaderShare>;
}

export const poolEpochText = ({ pool, epoch: of }: { readonly pool: PoolId; readonly epoch: Epoch }): string =>
  `${pool}/${of}`;

/**
 * In the order of `credentials`. `archived`: what `Archive.entriesOf` read for them, no later than `db` looks.
 * @throws POOLTOOL_ARCHIVE_GREW (retry) when an epoch was archived in between: read again
 */
export async function stakeHistories(
  db: Queryable,
  credentials: readonly StakeCredential[],
  archived: ArchivedEntries = NOTHING_ARCHIVED,
): Promise<StakeHistories> {
  return histories(db, credentials, { moved: await archivedHistories(db, credentials, archived) });
}

async function histories(
  db: Queryable,
  credentials: readonly StakeCredential[],
  {
    of,
    moved: fromArchive = [],
  }: { readonly of?: Epoch; readonly moved?: Awaited<ReturnType<typeof archivedHistories>> },
): Promise<StakeHistories> {
  const asked = [credentials.map(({ kind }) => CREDENTIAL_TAG[kind]), credentials.map(({ hash }) => hash)];
  const delegations = await delegationsOf(db, asked, of);
  const rewards = await rewardsOf(db, asked, of);
  for (const [place, moved] of fromArchive.entries()) {
    delegations.push(...moved.delegations.map((row) => ({ place, row })));
    rewards.push(...moved.rewards.map((row) => ({ place, row })));
  }
  const shared = [
    ...delegations.filter(({ row }) => row.ownersRewardsTo !== null),
    ...rewards.filter(({ row }) => row.kind === 'leader'),
  ];
  return {
    histories: credentials.map((credential, place) => ({
      credential,
      delegations: rowsOf(delegations, place),
      rewards: rowsOf(rewards, place),
    })),
    epochs: await settledEpochs(db),
    leaders: await leaderShares(
      db,
      shared.map(({ row }) => row),
    ),
  };
}

/**
 * One epoch of some histories: an epoch's rows, not a history's. For epochs that were not archived: an archived one is
 * read as a whole. @throws POOLTOOL_EPOCH_ARCHIVED (reject) for those
 */
export async function stakeEpochs(
  db: Queryable,
  credentials: readonly StakeCredential[],
  of: Epoch,
): Promise<StakeHistories> {
  await demandNotArchived(db, of);
  return histories(db, credentials, { of });
}

interface Placed<Row> {
  readonly place: number;
  readonly row: Row;
}

/** In the order of PostgreSQL's own rows: archived epochs were put behind them, and any of both may be the older. */
const rowsOf = <Row extends DelegationRow | RewardRow>(placed: readonly Placed<Row>[], place: number): Row[] =>
  placed
    .filter((one) => one.place === place)
    .map(({ row }) => row)
    .sort((a, b) => a.epoch - b.epoch || (sortText(a) < sortText(b) ? -1 : 1));

const sortText = (row: DelegationRow | RewardRow): string => `${row.pool} ${'kind' in row ? row.kind : ''}`;

async function delegationsOf(
  db: Queryable,
  asked: readonly unknown[],
  of: Epoch | undefined,
): Promise<Placed<DelegationRow>[]> {
  const { rows } = await db.query<{
    place: bigint;
    epoch: number;
    pool: string;
    stake: bigint;
    owners_to: string | null;
  }>({
    name: of === undefined ? 'delegations-of' : 'delegations-in',
    text: `
      select asked.place, s.active_epoch as epoch, encode(s.pool_id, 'hex') as pool, s.stake,
        case when asked.kind = 0 and s.credential = any(p.owners) then encode(p.reward_credential, 'hex') end as owners_to
      from unnest($1::smallint[], $2::text[]) with ordinality as asked (kind, hash, place)
      join stake_snapshot s on s.credential = decode(asked.hash, 'hex') and s.credential_kind = asked.kind
        ${of === undefined ? '' : 'and s.active_epoch = $3'}
      left join pool_snapshot p on p.active_epoch = s.active_epoch and p.pool_id = s.pool_id
      order by asked.place, s.active_epoch`,
    values: of === undefined ? [...asked] : [...asked, of],
  });
  return rows.map((row) => ({
    place: Number(row.place) - 1,
    row: {
      epoch: epoch(row.epoch),
      pool: poolId(row.pool),
      stake: row.stake,
      ownersRewardsTo: row.owners_to === null ? null : credentialHash(row.owners_to),
    },
  }));
}

async function rewardsOf(
  db: Queryable,
  asked: readonly unknown[],
  of: Epoch | undefined,
): Promise<Placed<RewardRow>[]> {
  const { rows } = await db.query<{ place: bigint; epoch: number; pool: string; kind: number; amount: bigint }>({
    name: of === undefined ? 'rewards-of' : 'rewards-in',
    text: `
      select asked.place, r.earned_epoch as epoch, encode(r.pool_id, 'hex') as pool, r.kind, r.amount
      from unnest($1::smallint[], $2::text[]) with ordinality as asked (kind, hash, place)
      join account_reward r on r.credential = decode(asked.hash, 'hex') and r.credential_kind = asked.kind
        ${of === undefined ? '' : 'and r.earned_epoch = $3'}
      -- 0 not known yet, 1 paid to the account
      where r.destination in (0, 1)
      order by asked.place, r.earned_epoch, r.pool_id, r.kind`,
    values: of === undefined ? [...asked] : [...asked, of],
  });
  return rows.map((row) => ({
    place: Number(row.place) - 1,
    row: {
      epoch: epoch(row.epoch),
      pool: poolId(row.pool),
      kind: row.kind === 0 ? 'leader' : 'member',
      amount: row.amount,
    },
  }));
}

async function settledEpochs(db: Queryable): Promise<ReadonlyMap<Epoch, boolean>> {
  const { rows } = await db.query<{ epoch: number; final: boolean }>({
    name: 'settled-epochs',
    text: `
      select epoch, coalesce(r.status = 'final', false) as final
      from (select active_epoch as epoch from snapshot_epoch union select earned_epoch from reward_epoch) known
      left join reward_epoch r on r.earned_epoch = known.epoch
      order by epoch`,
  });
  return new Map(rows.map((row) => [epoch(row.epoch), row.final]));
}

/** Of pools in epochs that have rewards and a snapshot, by `poolEpochText`. `of`: the tables of the one epoch that is asked for. */
export async function leaderShares(
  db: Queryable,
  asked: readonly { readonly pool: PoolId; readonly epoch: Epoch }[],
  of?: EpochTables,
): Promise<ReadonlyMap<string, LeaderShare>> {
  if (asked.length === 0) return new Map();
  const { stakeSnapshot, accountReward } = of ?? { stakeSnapshot: 'stake_snapshot', accountReward: 'account_reward' };
  const { rows } = await db.query<{
    epoch: number;
    pool: string;
    leader_reward: bigint;
    operator_fee: bigint;
    owners: readonly string[];
    stakes: readonly bigint[];
  }>({
    ...(of === undefined ? { name: 'leader-shares' } : {}),
    text: `
      with asked as (
        select distinct decode(pool, 'hex') as pool_id, epoch from unnest($1::text[], $2::int[]) as a (pool, epoch))
      select r.earned_epoch as epoch, encode(r.pool_id, 'hex') as pool, r.operator_fee, o.owners, o.stakes,
        -- what stays here of epochs whose rows were moved to the archive
        coalesce(k.leader_paid, (
          select sum(a.amount) from ${accountReward} a
          where a.earned_epoch = asked.epoch and a.credential = p.reward_credential
            and a.credential_kind = p.reward_kind and a.pool_id = asked.pool_id and a.kind = 0
            and a.destination in (0, 1)), 0) as leader_reward
      from asked
      join pool_reward r on r.pool_id = asked.pool_id and r.earned_epoch = asked.epoch
      join pool_snapshot p on p.pool_id = asked.pool_id and p.active_epoch = asked.epoch
      left join archived_leader_share k on k.pool_id = asked.pool_id and k.epoch = asked.epoch
      cross join lateral (
        select coalesce(
            (select array_agg(encode(owner, 'hex') order by place) from unnest(k.owners) with ordinality as o (owner, place)),
            array_agg(encode(s.credential, 'hex') order by s.credential), '{}') as owners,
          coalesce(k.stakes, array_agg(s.stake order by s.credential), '{}') as stakes
        from ${stakeSnapshot} s
        where s.active_epoch = asked.epoch and s.credential = any(p.owners) and s.credential_kind = 0
          and s.pool_id = asked.pool_id) o`,
    values: [asked.map(({ pool }) => pool), asked.map((one) => one.epoch)],
  });
  return new Map(
    rows.map((row) => {
      const place = { epoch: epoch(row.epoch), pool: poolId(row.pool) };
      const owners = row.owners.map((owner, index) => ({
        owner: credentialHash(owner),
        stake: row.stakes[index] ?? 0n,
      }));
      return [
        poolEpochText(place),
        { ...place, leaderReward: row.leader_reward, operatorFee: row.operator_fee, owners },
      ];
    }),
  );
}
