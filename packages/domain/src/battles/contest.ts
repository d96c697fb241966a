/** What the candidates of a height come to. */
import type { BlockHash, PoolId } from '../units/hashes.ts';
import type { Height, Slot } from '../units/time.ts';
import type { Candidate } from './candidate.ts';

/**
 * How sure it is that a candidate existed: our node had it or it is proven and two other pools saw it; nearly so;
 * or only somebody says so (`standingOf`). An unconfirmed candidate is shown, and never makes a battle.
 */
export const STANDINGS = ['unconfirmed', 'likely', 'confirmed'] as const;
export type Standing = (typeof STANDINGS)[number];

/**
 * - `slot-battle`: different pools in one slot, also at different heights when one of them missed the parent;
 * - `height-battle`: different pools, different slots, one height;
 * - `double-producer`: one pool, one slot, two blocks: two of its nodes were running;
 * - `re-mint`: one pool, one height, different slots: it made its block again on a chain that had lost the first.
 */
export const BATTLE_KINDS = ['slot-battle', 'height-battle', 'double-producer', 're-mint'] as const;
export type BattleKind = (typeof BATTLE_KINDS)[number];

/** A candidate as judged. */
export interface JudgedCandidate extends Candidate {
  readonly standing: Standing;
  /** every kind of battle it is in; empty: uncontested */
  readonly kinds: readonly BattleKind[];
  /** by the node's rule against all its rivals: wins, loses, or null where the rule prefers neither or cannot be applied */
  readonly predicted: boolean | null;
  /** settled from the chain: it stands, or it is an orphan; null: not deep enough yet */
  readonly chained: boolean | null;
  /** lowest leader value, and lowest block output, among those of the height that are at least likely: for display (clients.md 1.5) */
  readonly lowestLeaderVrf: boolean;
  readonly lowestBlockVrf: boolean;
}

export interface Contest {
  readonly height: Height;
  /** ascending by slot, then hash; also those that are not in a battle */
  readonly candidates: readonly JudgedCandidate[];
  /** distinct kinds of this height; empty: uncontested */
  readonly kinds: readonly BattleKind[];
  /** the old words (clients.md 1.4): `competitive` where pools compete, `forker` where only one pool's blocks do; null: uncontested */
  readonly classification: 'competitive' | 'forker' | null;
  /** all battling candidates share one slot */
  readonly isSlotBattle: boolean;
  readonly settled: boolean;
  /** at other heights with the same slot: battles hidden by a missed parent */
  readonly hidden: readonly {
    readonly hash: BlockHash;
    readonly height: Height;
    readonly slot: Slot;
    readonly producer: PoolId | null;
  }[];
}
