import {
  type Candidate,
  type Contest,
  type Epoch,
  type Height,
  height,
  judgeHeight,
  markOf,
  type Slot,
} from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { markAtCommit } from '../documents/marks.ts';
import { forgetTrends } from './battle-trends.ts';
import { type DeepHeight, deepestToSettle, heightsToSettle, standingAt } from './heights-to-settle.ts';
import { heightsOfSlots, readCandidates } from './read-candidates.ts';
import { saveContests } from './save-contests.ts';
import { holdSettledHeight, moveSettledHeight, type SettledHeight } from './settled-height.ts';

export interface Settling {
  /** blocks that our chain must have above a height */
  readonly depth: number;
  /** heights that are judged in one transaction */
  readonly limit: number;
  /** hex of a block's output to hex of what the leader's luck is measured by */
  readonly leaderValue: (blockVrf: string) => string;
}

export interface Settled {
  readonly settledTo: SettledHeight;
  /** heights that were judged, and how many of them came out otherwise than they stood */
  readonly judged: number;
  readonly changed: number;
  /** blocks of the changed ones that are on no chain */
  readonly orphans: number;
  /** everything that is deep enough is settled */
  readonly complete: boolean;
}

/**
 * Settles what is deep enough, lowest first: from then on a height is what our chain says, until that is rolled back below
 * it. Doing so again changes nothing. The number of statements does not depend on how many heights there are.
 */
export async function settleHeights(tx: Transaction, { depth, limit, leaderValue }: Settling): Promise<Settled> {
  const settled = await holdSettledHeight(tx);
  const target = await deepestToSettle(tx, { settled, depth });
  const due = await heightsToSettle(tx, { settled, target, limit });
  const complete = due.length < limit;
  const settledTo = complete ? target : higher(settled, due.at(-1)?.height ?? settled);
  const contests = due.length === 0 ? [] : await judgeDeep(tx, { due, settledTo, depth, leaderValue });
  const contestedBefore = await contestedAmong(tx, contests);
  const { changed } = await saveContests(tx, contests.map(withoutNeed));
  const changes = contests.filter((contest) => changed.includes(contest.height));
  markBlocks(tx, changes, contestedBefore);
  await forgetTrends(tx, epochsUpTo(settled, changes));
  if (settledTo !== settled) await moveSettledHeight(tx, settledTo);
  return {
    settledTo,
    judged: contests.length,
    changed: changes.length,
    orphans: changes.flatMap(({ candidates }) => candidates.filter(isOrphan)).length,
    complete,
  };
}

const higher = (one: SettledHeight, other: SettledHeight): SettledHeight => (one > other ? one : other);

const isOrphan = ({ chained, standing }: Contest['candidates'][number]): boolean =>
  chained === false && standing !== 'unconfirmed';

/**
 * Judges these heights, and with them those where a block has the slot of one of theirs: what is known of the one is part of
 * the other's battle. Of those the ones above what is settled are judged as open, so that they stand among the heights to
 * settle: nobody else may have told of them.
 */
async function judgeDeep(
  tx: Transaction,
  {
    due,
    settledTo,
    depth,
    leaderValue,
  }: Omit<Settling, 'limit'> & { due: readonly DeepHeight[]; settledTo: SettledHeight },
): Promise<Contest[]> {
  const ofDue = await readCandidates(tx, heightsOf(due));
  const twins = await otherHeights(tx, ofDue, depth);
  const deepTwins = await standingAt(tx, { heights: twins, target: settledTo });
  const ofTwins = await readCandidates(tx, twins);
  const known = new Map([...ofDue, ...ofTwins]);
  const openTwins = twins.filter((at) => at > settledTo).map((at) => ({ height: at, hash: null }));
  const judgedTwins = [...deepTwins, ...openTwins];
  // Whose twin is judged anew brings twins of its own: they are read, and stay as they are.
  const further = judgedTwins.length === 0 ? [] : await otherHeights(tx, known, depth);
  const bySlot = Map.groupBy(
    [...known.values(), ...(await readCandidates(tx, further)).values()].flat(),
    (candidate) => candidate.slot,
  );
  return [...due, ...judgedTwins].map(({ height: at, hash }) => {
    const candidates = known.get(at) ?? [];
    const sameSlot = slotsOf(candidates).flatMap((slot) => bySlot.get(slot)?.filter(isTwinOf(at, depth)) ?? []);
    return judgeHeight({ height: at, candidates, sameSlot, chain: hash === null ? null : { hash }, leaderValue });
  });
}

const heightsOf = (deep: readonly { readonly height: Height }[]): Height[] => deep.map((one) => one.height);

/**
 * Who builds more than `depth` blocks away from another one's height has missed more than a parent: by then the height is
 * settled, and what is said of its slot elsewhere is no part of its battle.
 */
const isTwinOf =
  (at: Height, depth: number) =>
  (other: Candidate): boolean =>
    other.height !== at && Math.abs(other.height - at) <= depth;

const slotsOf = (candidates: readonly Candidate[]): Slot[] => [...new Set(candidates.map(({ slot }) => slot))];

/** Where else, not too far away, a block has the slot of one of these. */
async function otherHeights(
  tx: Transaction,
  candidates: ReadonlyMap<Height, readonly Candidate[]>,
  depth: number,
): Promise<Height[]> {
  const heights = [...candidates.keys()];
  if (heights.length === 0) return [];
  const found = await heightsOfSlots(tx, {
    slots: slotsOf([...candidates.values()].flat()),
    from: height(Math.max(0, Math.min(...heights) - depth)),
    to: height(Math.max(...heights) + depth),
  });
  return found.filter((other) => !candidates.has(other));
}

/** A height with nothing but its block, of which nobody reported anything, needs no row; one that is there goes. */
const withoutNeed = (contest: Contest): Contest =>
  contest.kinds.length === 0 && contest.candidates.length === 1 && contest.candidates[0]?.reports === 0
    ? { ...contest, candidates: [] }
    : contest;

async function contestedAmong(tx: Transaction, contests: readonly Contest[]): Promise<Set<Height>> {
  if (contests.length === 0) return new Set();
  const { rows } = await tx.query<{ height: bigint }>({
    name: 'contested-among',
    text: `select height from judged_height where height = any($1::bigint[]) and classification is not null`,
    values: [heightsOf(contests)],
  });
  return new Set(rows.map((row) => height(Number(row.height))));
}

/**
 * The block that stands says in its own records too whether it was contested (clients.md 1.4). And of contested heights
 * there are pictures that others have not: of a block that was reported before its rival they are missing.
 */
function markBlocks(tx: Transaction, changed: readonly Contest[], contestedBefore: ReadonlySet<Height>): void {
  const told = changed.filter((now) => now.classification !== null || contestedBefore.has(now.height));
  const marks = told.flatMap(({ candidates }) =>
    candidates
      .filter(({ chained }) => chained)
      .flatMap(({ epoch, height, producer }) => [
        markOf.block(epoch, height),
        ...(producer === null ? [] : [markOf.poolBlock(producer, epoch, height)]),
      ]),
  );
  const pictures = told
    .filter((now) => now.classification !== null)
    .flatMap(({ candidates }) => candidates.filter(({ reports }) => reports > 0))
    .map(({ hash, height }) => markOf.blockPropagation(hash, height));
  markAtCommit(tx, [...marks, ...pictures]);
}

/** Epochs of heights that were settled before: what was counted of them may be otherwise now. */
const epochsUpTo = (settled: SettledHeight, changes: readonly Contest[]): Epoch[] =>
  changes
    .filter((contest) => contest.height <= settled)
    .flatMap(({ candidates }) => candidates.flatMap((one) => (one.chained ? [one.epoch] : [])));
