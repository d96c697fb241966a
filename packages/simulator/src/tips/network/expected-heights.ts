/** What must become of the heights of an episode, by its making and by operators.md 5.7, not by the code under test. */
import type { BattleKind, BlockHash, Height, PoolId, Slot } from '@pooltool/domain';
import type { Episode, EpisodeKind } from './episodes.ts';
import type { NetworkBlock } from './network-block.ts';

export interface ExpectedHeight {
  readonly height: Height;
  readonly kinds: readonly BattleKind[];
  readonly isSlotBattle: boolean;
  /** hashes at other heights, of the same slot */
  readonly hidden: readonly BlockHash[];
  /** ascending by slot, then hash */
  readonly candidates: readonly ExpectedCandidate[];
}

export interface ExpectedCandidate {
  readonly hash: BlockHash;
  readonly slot: Slot;
  readonly producer: PoolId;
  readonly kinds: readonly BattleKind[];
  /** by the node's rule */
  readonly predicted: boolean | null;
  /** it stands */
  readonly chained: boolean;
  /** our node has it or had it */
  readonly held: boolean;
  /** of its height's: block output, and the leader value that is derived from it */
  readonly lowestBlockVrf: boolean;
  readonly lowestLeaderVrf: boolean;
}

const WINDOW_SLOTS = 5;

const KINDS: Readonly<Record<Exclude<EpisodeKind, 'hidden-battle' | 'three-way-battle'>, readonly BattleKind[]>> = {
  calm: [],
  'slot-battle': ['slot-battle'],
  'near-height-battle': ['height-battle'],
  'far-height-battle': ['height-battle'],
  'double-producer': ['double-producer'],
  'near-re-mint': ['re-mint'],
  'far-re-mint': ['re-mint'],
};

/** Ascending by height. */
export function expectedHeights(episode: Episode): ExpectedHeight[] {
  if (episode.kind === 'hidden-battle') return hiddenHeights(episode);
  const { blocks } = episode;
  const isThreeWay = episode.kind === 'three-way-battle' && blocks.length === 3;
  const ofTwo = episode.kind === 'three-way-battle' ? (['slot-battle'] as const) : KINDS[episode.kind];
  const slots = Map.groupBy(blocks, ({ block }) => block.slot);
  const candidates = blocks.map((block) =>
    expectedCandidate(episode, block, {
      predicted: blocks.length === 1 ? null : predictedAmong(block, blocks, episode),
      // The two of one slot also meet the third, and he meets them.
      kinds: !isThreeWay ? ofTwo : slots.get(block.block.slot)?.length === 2 ? BOTH : ['height-battle'],
    }),
  );
  return [
    {
      height: heightOf(blocks),
      kinds: isThreeWay ? BOTH : ofTwo,
      isSlotBattle: blocks.length > 1 && slots.size === 1,
      hidden: [],
      candidates: candidates.toSorted(bySlotAndHash),
    },
  ];
}

const BOTH: readonly BattleKind[] = ['slot-battle', 'height-battle'];

function hiddenHeights(episode: Episode): ExpectedHeight[] {
  const [seen, above, blind] = episode.blocks;
  if (seen === undefined || above === undefined || blind === undefined) throw new Error('a hidden battle has three');
  // The longer chain wins, so `blind` is lost; whether `seen` would have stood against it, its output says.
  const isSeenBetter = isNear(seen, blind) && seen.election.blockVrf < blind.election.blockVrf;
  const lower = [
    expectedCandidate(episode, seen, { kinds: ['height-battle'], predicted: isSeenBetter ? true : null }),
    expectedCandidate(episode, blind, { kinds: BOTH, predicted: false }),
  ];
  return [
    {
      height: seen.block.height,
      kinds: BOTH,
      isSlotBattle: false,
      hidden: [above.block.hash],
      candidates: lower.toSorted(bySlotAndHash),
    },
    {
      height: above.block.height,
      kinds: ['slot-battle'],
      isSlotBattle: true,
      hidden: [blind.block.hash],
      candidates: [expectedCandidate(episode, above, { kinds: ['slot-battle'], predicted: true })],
    },
  ];
}

function expectedCandidate(
  { blocks, standing, undone }: Episode,
  one: NetworkBlock,
  { kinds, predicted }: Pick<ExpectedCandidate, 'kinds' | 'predicted'>,
): ExpectedCandidate {
  const { hash, slot, height } = one.block;
  const { blockVrf, leaderValue } = one.election;
  const chained = standing.includes(one);
  const ofHeight = blocks.filter(({ block }) => block.height === height).map(({ election }) => election);
  return {
    hash,
    slot,
    producer: one.producer,
    kinds,
    predicted,
    chained,
    held: chained || one === undone,
    lowestBlockVrf: ofHeight.every((other) => blockVrf <= other.blockVrf),
    lowestLeaderVrf: ofHeight.every((other) => leaderValue <= other.leaderValue),
  };
}

/** All blocks of these episodes can be compared with each other, or none: one is better than all the others, or none is. */
function predictedAmong(one: NetworkBlock, among: readonly NetworkBlock[], episode: Episode): boolean | null {
  const best = among.find((candidate) =>
    among.every((other) => other === candidate || isBetter(candidate, other, episode)),
  );
  return best === undefined ? null : best === one;
}

function isBetter(one: NetworkBlock, other: NetworkBlock, { standing, undone }: Episode): boolean {
  if (one.producer === other.producer && one.block.slot === other.block.slot) {
    // Certificates stand in headers alone, and nodes do not report them.
    const areHeld = [one, other].every((block) => standing.includes(block) || block === undone);
    return areHeld && one.certificateNumber > other.certificateNumber;
  }
  return isNear(one, other) && one.election.blockVrf < other.election.blockVrf;
}

const isNear = (one: NetworkBlock, other: NetworkBlock): boolean =>
  Math.abs(one.block.slot - other.block.slot) <= WINDOW_SLOTS;

function heightOf([first]: readonly NetworkBlock[]): Height {
  if (first === undefined) throw new Error('an episode has a block');
  return first.block.height;
}

const bySlotAndHash = (one: ExpectedCandidate, other: ExpectedCandidate): number =>
  one.slot - other.slot || (one.hash < other.hash ? -1 : 1);
