import {
  type Epoch,
  epoch,
  type Network,
  type PoolId,
  preview,
  slot,
  slotCommitment,
  slotsOfEpoch,
} from '@pooltool/domain';
import { blake2b256, toHex } from '@pooltool/shared-utils/crypto';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { type CommitOutcome, commitSlots, type RevealOutcome, revealSlots } from '@pooltool/store';
import { SLOTS_PER_EPOCH } from '../chain/small-chain.ts';

/** Epochs as the small chain has them: 100 slots, of which the first 20 are open for commitments and reveals. */
export const SMALL: Network = { ...preview, byron: null, epochLength: SLOTS_PER_EPOCH };

export const textOf = (slots: readonly number[]): string => `[${slots.join(',')}]`;
export const hashOf = (text: string): string => toHex(blake2b256(new TextEncoder().encode(text)));

/** In the epoch itself, as `cncli sendslots` does. */
export const commit = (
  db: Pool,
  {
    pool,
    of,
    text,
    count,
    present = of * SLOTS_PER_EPOCH,
  }: { pool: PoolId; of: number; text: string; count: number; present?: number },
): Promise<CommitOutcome> =>
  inTransaction(db, (tx) =>
    commitSlots(tx, {
      network: SMALL,
      pool,
      epoch: epoch(of),
      commitment: slotCommitment({ count, hash: hashOf(text) }, slotsOfEpoch(SMALL, epoch(of))),
      present: slot(present),
    }),
  );

/** In the epoch after. */
export const reveal = (
  db: Pool,
  {
    pool,
    of,
    text,
    present = (of + 1) * SLOTS_PER_EPOCH,
  }: { pool: PoolId; of: number; text: string; present?: number },
): Promise<RevealOutcome> =>
  inTransaction(db, (tx) => revealSlots(tx, { network: SMALL, pool, epoch: epoch(of), text, present: slot(present) }));

/** Both, for tests that begin behind them. */
export async function schedule(db: Pool, pool: PoolId, of: Epoch, slots: readonly number[]): Promise<void> {
  const given = { pool, of, text: textOf(slots) };
  await commit(db, { ...given, count: slots.length });
  const { kind } = await reveal(db, given);
  if (kind !== 'revealed') throw new Error(`the reveal was ${kind}`);
}
