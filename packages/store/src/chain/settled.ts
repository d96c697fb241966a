import type { Tip } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { CHAIN_FEED, holdSyncPoint, readSyncPoint } from './sync-point.ts';

/** Housekeeping reads our chain as a feed does: up to here it has done what cannot be undone. */
const HOUSEKEEPING = 'settled';

/**
 * Says that no roll backward will go below the block k below our tip, and answers up to where that holds now; null while
 * our chain is shorter. It never moves back: after a roll backward the highest tip that there was counts, because what
 * was dropped then does not come back. Whatever cannot be undone waits for this.
 *
 * @param securityParameter [k] blocks of the network
 */
export async function settleChain(
  tx: Transaction,
  { securityParameter }: { readonly securityParameter: number },
): Promise<Tip | null> {
  const tip = await holdSyncPoint(tx, CHAIN_FEED);
  if (tip !== null) {
    await tx.query(
      `insert into sync_point as had (feed, slot, hash, height)
       select $1, slot, hash, height from block where height = $2 and era > 0
       on conflict (feed) do update set slot = excluded.slot, hash = excluded.hash, height = excluded.height
         where excluded.height > had.height`,
      [HOUSEKEEPING, tip.height - securityParameter],
    );
  }
  return settledPoint(tx);
}

/** The newest block that no roll backward may undo; null: there is none. Moves only while the sync point is held. */
export const settledPoint = (db: Queryable): Promise<Tip | null> => readSyncPoint(db, HOUSEKEEPING);

/** Whether rolling back to `to` (null: to before our chain) would undo what is settled. */
export const undoesSettled = (to: Pick<Tip, 'height'> | null, settled: Tip | null): settled is Tip =>
  settled !== null && (to === null || to.height < settled.height);
