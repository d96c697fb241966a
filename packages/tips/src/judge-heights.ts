import { type Candidate, type Contest, type Height, height, judgeHeight } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { heightsOfSlots, readCandidates, type SavedContests, saveContests } from '@pooltool/store/battles';
import { leaderValueOf } from './evidence-checks.ts';

/** Heights that are worth judging: both included. */
export interface HeightRange {
  readonly from: Height;
  readonly to: Height;
}

export const isWithin = (range: HeightRange, at: Height): boolean => at >= range.from && at <= range.to;

/** Two blocks of one slot whose heights are farther apart are no battle: one of the two settled long before. */
const SLOT_REACH_BLOCKS = 10;
/** Heights that hang together by slots: each round finds those one slot further. Longer chains do not come about by chance. */
const ROUNDS = 3;
/** That there can be. */
const HIGHEST = 2 ** 48;

export interface JudgedHeights {
  readonly contests: readonly Contest[];
  readonly saved: SavedContests;
}

/**
 * Judges these heights, and with them those near by where a block has the slot of one of theirs, by all that is known of
 * them now; writes what came out. The number of statements does not depend on how many heights, blocks or reports there are.
 */
export async function judgeHeights(tx: Transaction, touched: readonly Height[]): Promise<JudgedHeights> {
  if (touched.length === 0) return { contests: [], saved: { changed: [], recounted: [], late: [] } };
  const known = new Map<Height, readonly Candidate[]>();
  let fresh = touched;
  let judged: readonly Height[] = [];
  for (let round = 0; fresh.length > 0 && round < ROUNDS; round += 1) {
    const found = await readCandidates(tx, fresh);
    for (const at of fresh) known.set(at, found.get(at) ?? []);
    judged = [...known.keys()];
    fresh = await heightsSharingSlots(tx, fresh, known);
  }
  // Of what is only read to judge others not everything is known that it would have to be judged by.
  for (const [at, candidates] of await readCandidates(tx, fresh)) known.set(at, candidates);
  const bySlot = Map.groupBy([...known.values()].flat(), (candidate) => candidate.slot);
  const contests = judged.map((at) => contestAt(at, known.get(at) ?? [], bySlot));
  return { contests, saved: await saveContests(tx, contests) };
}

function contestAt(
  at: Height,
  candidates: readonly Candidate[],
  bySlot: ReadonlyMap<number, readonly Candidate[]>,
): Contest {
  const slots = new Set(candidates.map(({ slot }) => slot));
  const sameSlot = [...slots]
    .flatMap((slot) => bySlot.get(slot) ?? [])
    .filter((other) => other.height !== at && isNear(at, other.height));
  return judgeHeight({ height: at, candidates, sameSlot, chain: null, leaderValue: leaderValueOf });
}

const isNear = (one: Height, other: Height): boolean => Math.abs(one - other) <= SLOT_REACH_BLOCKS;

async function heightsSharingSlots(
  tx: Transaction,
  fresh: readonly Height[],
  known: ReadonlyMap<Height, readonly Candidate[]>,
): Promise<Height[]> {
  const candidates = fresh.flatMap((at) => known.get(at) ?? []);
  if (candidates.length === 0) return [];
  const found = await heightsOfSlots(tx, {
    slots: [...new Set(candidates.map(({ slot }) => slot))],
    from: height(Math.max(0, Math.min(...fresh) - SLOT_REACH_BLOCKS)),
    to: height(Math.min(HIGHEST, Math.max(...fresh) + SLOT_REACH_BLOCKS)),
  });
  return found.filter((at) => !known.has(at) && fresh.some((of) => isNear(of, at)));
}
