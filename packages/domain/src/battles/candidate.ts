/** A block that may stand at its height, whoever told of it (operators.md 5.5–5.7). */
import type { Evidence } from '../tips/tip-report.ts';
import type { BlockHash, PoolId } from '../units/hashes.ts';
import type { Epoch, Height, Slot } from '../units/time.ts';

export interface Candidate {
  readonly hash: BlockHash;
  readonly height: Height;
  readonly slot: Slot;
  readonly epoch: Epoch;
  /** null: a genesis delegate made it */
  readonly producer: PoolId | null;
  readonly parent: BlockHash | null;
  /** the ledger's number of the era (5 Alonzo, 6 Babbage, 7 Conway), told or taken from the chain around it */
  readonly era: number;
  /** VRF outputs as hex of 64 bytes; null: not told. Since Babbage `leaderVrf` is null and the block's output serves for both. */
  readonly leaderVrf: string | null;
  readonly blockVrf: string | null;
  /** issue number of the operational certificate: only a header says it, never a report */
  readonly certificateNumber: bigint | null;
  /** our own node had it on its chain: now, or before it was undone */
  readonly held: boolean;
  /** the most that any of its reports was found to be; null: nobody reported it */
  readonly evidence: Evidence | null;
  /**
   * Whether the pool's VRF key, the epoch's nonce and the stakes are known, so that a true report must be provable: then
   * one that is not proven counts for nothing.
   */
  readonly provable: boolean;
  /** pools, other than its producer, of which a node reported it */
  readonly witnesses: number;
  /** nodes that reported it */
  readonly reports: number;
  /** ms from the slot's start; null: nobody gave a time */
  readonly medianDelayMs: number | null;
}
