import { type Height, height, type Network, type Slot, slot, slotStartMs } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { type JudgingGround, readHeldHeights, reportedHeights } from '@pooltool/store';
import type { HeightRange } from './judge-heights.ts';
import type { Memory } from './memory.ts';

/** As far below our tip blocks are looked at again when it moves, and all heights when the daemon begins. */
const RECENT_BLOCKS = 100;
/** Above the highest block we know of: who tells of more lies, or all reporters but him stand still. */
const AHEAD_BLOCKS = 100;
const HIGHEST = 2 ** 48;
/** A tip that is older is of a node that does not keep up, or of a network that stands still. */
const KEEPS_UP_MS = 10 * 60_000;

export interface ChainSeen {
  readonly held: ReadonlyMap<Height, string>;
  readonly praosFrom: Slot | null;
  /** reported heights at which our node has another block than before, or has one now */
  readonly moved: readonly Height[];
}

/** What our chain has that it had not when it was looked at last: nothing is asked while its tip is the same. */
export async function lookAtChain(tx: Transaction, { tip }: JudgingGround, before: Memory): Promise<ChainSeen> {
  if (tip === null || tip.hash === before.tip) return { held: before.held, praosFrom: before.praosFrom, moved: [] };
  const { byHeight: held, praosFrom } = await readHeldHeights(tx, recentBelow(tip.height));
  const moved = [...held].filter(([at, had]) => before.held.get(at) !== had).map(([at]) => at);
  return { held, praosFrom: lower(praosFrom, before.praosFrom), moved };
}

/**
 * The newest height there is: our tip's while our node keeps up, which no number of liars moves; else what most pools say,
 * where that is higher. Null: nobody tells.
 */
export function newestHeight(
  { tip }: JudgingGround,
  { majority, network, now }: { readonly majority: Height | null; readonly network: Network; readonly now: number },
): Height | null {
  if (tip === null || majority === null) return tip?.height ?? majority;
  return slotStartMs(network, tip.slot) >= now - KEEPS_UP_MS ? tip.height : height(Math.max(tip.height, majority));
}

/** Reported heights of late, for a daemon that begins: what it was about to mark is not known any more. */
export async function recentHeights(tx: Transaction, newest: Height | null): Promise<Height[]> {
  return newest === null ? [] : reportedHeights(tx, { from: recentBelow(newest), to: above(newest) });
}

/**
 * Heights that are judged. Far below, where no roll backward reaches, reports tell only how fast a block was; and far above
 * nothing is yet. Where neither our chain nor reporters tell what is far, all are.
 */
export function judgedRange(newest: Height | null, { securityParameter }: Network): HeightRange {
  return newest === null
    ? { from: height(0), to: height(HIGHEST) }
    : { from: height(Math.max(0, newest - securityParameter)), to: above(newest) };
}

const recentBelow = (newest: Height): Height => height(Math.max(0, newest - RECENT_BLOCKS));

/** Also of a height that only liars tell, which may be the highest there is. */
const above = (newest: Height): Height => height(Math.min(HIGHEST, newest + AHEAD_BLOCKS));

const lower = (one: Slot | null, other: Slot | null): Slot | null =>
  one === null || other === null ? (one ?? other) : slot(Math.min(one, other));
