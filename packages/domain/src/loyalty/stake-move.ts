import type { PoolId } from '../units/hashes.ts';
import type { StakeCredential } from '../units/stake-credential.ts';
import { type Epoch, epoch } from '../units/time.ts';

/** One delegator that delegates otherwise in a snapshot than in the one before (original.md 4.4). */
export interface StakeMove {
  /** the active epoch of the later snapshot: the first that feels it */
  readonly epoch: Epoch;
  readonly credential: StakeCredential;
  /** null: it did not delegate */
  readonly from: PoolId | null;
  readonly to: PoolId | null;
  /** lovelace: the larger of the two snapshots' */
  readonly stake: bigint;
}

const MOVES_SHOWN = 3;

/**
 * The epochs whose moves the lists of `newest` show: it and the two before. The old backend showed the three before it and
 * so was an epoch late under a path that named the newest (original.md 2.4).
 */
export const movesShownIn = (newest: Epoch): { readonly from: Epoch; readonly to: Epoch } => ({
  from: epoch(Math.max(0, newest - MOVES_SHOWN + 1)),
  to: newest,
});
