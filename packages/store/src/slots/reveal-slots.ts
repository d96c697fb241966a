import {
  type Epoch,
  isWithin,
  judgeReveal,
  type Network,
  type PoolId,
  type RevealRefusal,
  revealWindow,
  type Slot,
  type SlotWindow,
  slotsOfEpoch,
} from '@pooltool/domain';
import { blake2b256, toHex } from '@pooltool/shared-utils/crypto';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { readCommitment } from './read-commitment.ts';

export type RevealOutcome =
  | { readonly kind: 'revealed'; readonly count: number }
  /** the very same was revealed before */
  | { readonly kind: 'known'; readonly count: number }
  | ({ readonly kind: 'refused' } & RevealRefusal)
  | { readonly kind: 'not-committed' }
  | { readonly kind: 'closed'; readonly open: SlotWindow };

/** Shows the slots a pool committed to: `text` as it came, such as `[107308799,107315522]`. `present`: the slot in progress. */
export async function revealSlots(
  tx: Transaction,
  {
    network,
    pool,
    epoch,
    text,
    present,
  }: {
    readonly network: Network;
    readonly pool: PoolId;
    readonly epoch: Epoch;
    readonly text: string;
    readonly present: Slot;
  },
): Promise<RevealOutcome> {
  const open = revealWindow(network, epoch);
  if (!isWithin(open, present)) return { kind: 'closed', open };
  const committed = await readCommitment(tx, { pool, epoch }, { hold: true });
  if (committed === null) return { kind: 'not-committed' };
  const hash = toHex(blake2b256(new TextEncoder().encode(text)));
  const judged = judgeReveal({ committed, text, hash, epoch: slotsOfEpoch(network, epoch) });
  if (judged.kind === 'refused') return judged;
  // Of one hash there is one text: what was accepted before was the same.
  if (committed.slots !== null) return { kind: 'known', count: committed.count };
  await tx.query(
    `update assigned_slots set slots = $3, revealed_at = now() where pool_id = decode($1, 'hex') and epoch = $2`,
    [pool, epoch, judged.slots],
  );
  return { kind: 'revealed', count: committed.count };
}
