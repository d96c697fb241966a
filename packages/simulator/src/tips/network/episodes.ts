import { type Slot, slot } from '@pooltool/domain';
import type { Random } from '../../random.ts';
import type { Elected, Elections } from './elections.ts';
import { forge, type NetworkBlock } from './network-block.ts';

/** What happens at a height; `hidden-battle` takes two heights. */
export const EPISODE_KINDS = [
  'slot-battle',
  'near-height-battle',
  'far-height-battle',
  'double-producer',
  'near-re-mint',
  'far-re-mint',
  'three-way-battle',
  'hidden-battle',
] as const;
export type EpisodeKind = 'calm' | (typeof EPISODE_KINDS)[number];

export interface Episode {
  readonly kind: EpisodeKind;
  /** all blocks that were made, in the order in which they were */
  readonly blocks: readonly NetworkBlock[];
  /** those that stay on the chain, ascending: one, and of a hidden battle two */
  readonly standing: readonly NetworkBlock[];
  /** what our node had before it went over to what stands; null: it never had it */
  readonly undone: NetworkBlock | null;
}

/** Slots in which nobody makes a block although somebody was elected: else heights would follow each other too fast. */
const LEAST_GAP = 8;
const MOST_GAP = 30;
const NEAR = 5;
const FAR = 20;
/** The better block loses when whoever builds next has not seen it yet. */
const UPSET = 0.2;
const HELD = 0.5;

/** Grows the chain, episode by episode, by real elections. */
export class Scenario {
  readonly #elections: Elections;
  readonly #random: Random;
  #tip: NetworkBlock | null = null;
  #slot = 0;
  #certificateNumber = 3;
  #forks = 0;

  constructor(elections: Elections, random: Random) {
    this.#elections = elections;
    this.#random = random;
  }

  /** @param forkRate how likely more than one block is made; never of the first, which has nothing to go back to */
  next(forkRate: number): Episode {
    const forks = this.#tip !== null && this.#random.chance(forkRate);
    const kind = forks ? (EPISODE_KINDS[this.#forks++ % EPISODE_KINDS.length] ?? 'calm') : 'calm';
    const episode = this.#made(kind);
    this.#slot = Math.max(...episode.blocks.map(({ block }) => block.slot)) + this.#random.between(LEAST_GAP, MOST_GAP);
    this.#tip = episode.standing.at(-1) ?? this.#tip;
    return episode;
  }

  #made(kind: EpisodeKind): Episode {
    switch (kind) {
      case 'calm':
        return this.#contested(kind, this.#elected(1).slice(0, 1));
      case 'slot-battle':
        return this.#contested(kind, this.#elected(2).slice(0, 2));
      case 'near-height-battle': {
        const [first] = this.#oneElected();
        return this.#contested(kind, [first, this.#later(first, { from: 1, to: NEAR, maker: 'other' })]);
      }
      case 'far-height-battle': {
        const [first] = this.#oneElected();
        return this.#contested(kind, [first, this.#later(first, { from: NEAR + 1, to: FAR, maker: 'other' })]);
      }
      case 'double-producer':
        return this.#doubleProducer();
      case 'near-re-mint': {
        const [first] = this.#oneElected();
        return this.#contested(kind, [first, this.#later(first, { from: 1, to: NEAR, maker: 'same' })]);
      }
      case 'far-re-mint': {
        const [first] = this.#oneElected();
        return this.#contested(kind, [first, this.#later(first, { from: NEAR + 1, to: FAR, maker: 'same' })]);
      }
      case 'three-way-battle': {
        const both = this.#elected(2).slice(0, 2);
        const [first] = both;
        if (first === undefined) throw new Error('two were elected');
        const others = new Set(both.map(({ maker }) => maker));
        const third = this.#firstElected(first.slot, { from: 1, to: NEAR, wanted: ({ maker }) => !others.has(maker) });
        return this.#contested(kind, third === null ? both : [...both, third]);
      }
      case 'hidden-battle':
        return this.#hiddenBattle();
    }
  }

  /** All build on our tip. Which one is better is the rule's to say; which one stays, whoever builds next. */
  #contested(kind: EpisodeKind, elected: readonly (Elected | null)[]): Episode {
    const blocks = elected.flatMap((one) => (one === null ? [] : [this.#forge(one, this.#tip)]));
    const byOutput = blocks.toSorted((one, other) => (one.election.blockVrf < other.election.blockVrf ? -1 : 1));
    const [best] = byOutput;
    if (best === undefined) throw new Error('an episode has a block');
    const winner = this.#random.chance(UPSET) ? (byOutput.at(-1) ?? best) : best;
    return this.#episode(blocks.length === 1 ? 'calm' : kind, { blocks, standing: [winner] });
  }

  #doubleProducer(): Episode {
    const [elected] = this.#oneElected();
    const first = this.#forge(elected, this.#tip);
    // Every second time the operator has rotated his keys on one of the two machines.
    if (this.#random.chance(0.5)) this.#certificateNumber += 1;
    const second = this.#forge(elected, this.#tip);
    return this.#episode('double-producer', {
      blocks: [first, second],
      standing: [this.#random.chance(UPSET) ? first : second],
    });
  }

  /** A block at our height that one of the next slot's two leaders has not seen: so he builds one height lower. */
  #hiddenBattle(): Episode {
    const [first] = this.#oneElected();
    const seen = this.#forge(first, this.#tip);
    for (let at = first.slot + 1; ; at += 1) {
      const [one, other] = this.#elections.electedIn(slot(at)).filter(({ maker }) => maker !== first.maker);
      if (one === undefined || other === undefined) continue;
      const above = this.#forge(one, seen);
      const blind = this.#forge(other, this.#tip);
      return this.#episode('hidden-battle', { blocks: [seen, above, blind], standing: [seen, above] });
    }
  }

  #episode(kind: EpisodeKind, { blocks, standing }: Pick<Episode, 'blocks' | 'standing'>): Episode {
    const losing = blocks.filter((block) => !standing.includes(block));
    const undone = this.#random.chance(HELD) ? (this.#random.pick(losing) ?? null) : null;
    return { kind, blocks, standing, undone };
  }

  #forge(elected: Elected, parent: NetworkBlock | null): NetworkBlock {
    return forge(elected, { parent, certificateNumber: this.#certificateNumber, random: this.#random });
  }

  /** The next slot with so many leaders at least. */
  #elected(count: number): readonly Elected[] {
    for (;;) {
      this.#slot += 1;
      const elected = this.#elections.electedIn(slot(this.#slot));
      if (elected.length >= count) return elected;
    }
  }

  #oneElected(): readonly [Elected] {
    const first = this.#random.pick(this.#elected(1));
    if (first === undefined) throw new Error('one was elected');
    return [first];
  }

  #later(
    { slot: after, maker }: Elected,
    { from, to, maker: whose }: { readonly from: number; readonly to: number; readonly maker: 'same' | 'other' },
  ): Elected | null {
    return this.#firstElected(after, { from, to, wanted: (one) => (one.maker === maker) === (whose === 'same') });
  }

  #firstElected(
    after: Slot,
    { from, to, wanted }: { readonly from: number; readonly to: number; readonly wanted: (one: Elected) => boolean },
  ): Elected | null {
    for (let at = after + from; at <= after + to; at += 1) {
      const found = this.#elections.electedIn(slot(at)).find(wanted);
      if (found !== undefined) return found;
    }
    return null;
  }
}
