import { type DocumentMark, type Epoch, markOf, type PoolId, poolId } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';

interface Epochs {
  readonly from: Epoch;
  readonly to: Epoch;
}

/** Every pool that somebody came to or left in these epochs. */
export async function poolsOfMoves(tx: Transaction, { from, to }: Epochs): Promise<PoolId[]> {
  const { rows } = await tx.query<{ pool: string }>(
    `select encode(pool_id, 'hex') as pool from (
       select from_pool as pool_id from stake_move where active_epoch between $1 and $2 and from_pool is not null
       union
       select to_pool from stake_move where active_epoch between $1 and $2 and to_pool is not null) p`,
    [from, to],
  );
  return rows.map(({ pool }) => poolId(pool));
}

/**
 * The lists of every pool of the shown epochs, also of those without moves: a client asks for the file of any pool it
 * shows, and takes a missing one for an error. Their path names the epoch, so each is written once an epoch: with two
 * files for 3,000 pools some 6,000 puts, three cents; what a rerun does not change is not written again.
 * `before`: pools of moves that are no more.
 */
export async function loyaltyMarks(
  tx: Transaction,
  { newest, before, shown }: { newest: Epoch; before: readonly PoolId[]; shown: Epochs },
): Promise<DocumentMark[]> {
  const { rows } = await tx.query<{ pool: string }>(
    `select distinct encode(pool_id, 'hex') as pool from pool_snapshot where active_epoch between $1 and $2`,
    [shown.from, shown.to],
  );
  const pools = new Set([...before, ...(await poolsOfMoves(tx, shown)), ...rows.map(({ pool }) => poolId(pool))]);
  return [
    markOf.topStakeMoves(newest),
    // Beside each delegator stands how faithful it is.
    ...[...pools].flatMap((pool) => [markOf.poolStakeMoves(pool, newest), markOf.liveDelegators(pool)]),
  ];
}
