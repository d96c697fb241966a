import {
  commitWindow,
  type Epoch,
  isWithin,
  markOf,
  type Network,
  type PoolId,
  type Slot,
  type SlotCommitment,
  type SlotWindow,
} from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';
import { readCommitment } from './read-commitment.ts';

export type CommitOutcome =
  | { readonly kind: 'committed' }
  /** the very same was committed before */
  | { readonly kind: 'known' }
  /** nothing changes: of an epoch only the first commitment counts */
  | { readonly kind: 'other-stands'; readonly standing: SlotCommitment }
  | { readonly kind: 'closed'; readonly open: SlotWindow };

/** A pool's promise of its slots of an epoch (`slotCommitment` has seen that it makes sense). `present`: the slot in progress. */
export async function commitSlots(
  tx: Transaction,
  {
    network,
    pool,
    epoch,
    commitment: { count, hash },
    present,
  }: {
    readonly network: Network;
    readonly pool: PoolId;
    readonly epoch: Epoch;
    readonly commitment: SlotCommitment;
    readonly present: Slot;
  },
): Promise<CommitOutcome> {
  const open = commitWindow(network, epoch);
  if (!isWithin(open, present)) return { kind: 'closed', open };
  const { rowCount } = await tx.query({
    name: 'commit-slots',
    text: `
      insert into assigned_slots (pool_id, epoch, count, hash) values (decode($1, 'hex'), $2, $3, decode($4, 'hex'))
      on conflict (pool_id, epoch) do nothing`,
    values: [pool, epoch, count, hash],
  });
  if (rowCount === 1) {
    await markDocuments(tx, [markOf.pool(pool), markOf.poolStatsEpoch(pool, epoch)]);
    return { kind: 'committed' };
  }
  const standing = await readCommitment(tx, { pool, epoch });
  if (standing === null) throw new Error(`the commitment of ${pool} for epoch ${epoch} is neither new nor there`);
  return standing.count === count && standing.hash === hash ? { kind: 'known' } : { kind: 'other-stands', standing };
}
