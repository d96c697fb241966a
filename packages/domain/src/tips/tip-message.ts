/** A node's message about its tip, read but not yet believed (operators.md 2.1–2.7). */
import type { BlockHash } from '../units/hashes.ts';
import type { Height, Slot, UnixMs } from '../units/time.ts';
import type { Reporter } from './tip-report.ts';

/**
 * What a message shows of the election. Hex throughout: outputs of 64 bytes, proofs of 80, the leader value of 32.
 * Before Babbage (`tpraos`) the leader's output itself is shown; since then (`praos`) one output serves for both, and the
 * leader value is derived from it.
 */
export type ClaimedElection =
  | { readonly kind: 'tpraos'; readonly leaderVrf: string; readonly leaderProof: string }
  | { readonly kind: 'praos'; readonly blockVrf: string; readonly blockProof: string; readonly leaderValue: string };

export interface TipMessage {
  readonly reporter: Reporter;
  /** when it reached us, by our clock */
  readonly receivedAt: UnixMs;
  /** when the node saw the block, by its own clock; null: it gave no time that could be read */
  readonly at: UnixMs | null;
  readonly hash: BlockHash;
  readonly slot: Slot;
  readonly height: Height;
  /** null: not told. Some clients send the tip they saw before, which is not always the parent. */
  readonly parent: BlockHash | null;
  /** cold key of who made the block, 32 bytes as hex; null: not told */
  readonly issuerKey: string | null;
  /** null: not told, or not of the right sizes */
  readonly election: ClaimedElection | null;
  /** of the reporting node; null: not told */
  readonly protocol: { readonly major: number; readonly minor: number } | null;
  /** of the node and of the sender, printable, at most 64 characters; '' where not told */
  readonly version: string;
  readonly platform: string;
}
