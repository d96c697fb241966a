import { type Block, blockHash, MILESTONES, ORPHAN_CERTAIN_AFTER, slot } from '@pooltool/domain';
import type { Notice } from '@pooltool/store/notices';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeBlock, poolNumber, poolRegistration, SLOTS_PER_EPOCH, tipOf } from './small-chain.ts';
import { openToldChain, type ToldChain } from './told-chain.ts';

let chain: ToldChain;
beforeAll(async () => {
  chain = await openToldChain();
});
afterAll(() => chain.close());

/** One thing that happens to the chain or to its channel. */
type Step =
  | { readonly does: 'grow'; readonly pools: readonly number[] }
  /** so many blocks deep; new blocks follow */
  | { readonly does: 'fork'; readonly depth: number; readonly pools: readonly number[] }
  /** to a tip that was left before: 0 is the one left last */
  | { readonly does: 'return'; readonly to: number }
  | { readonly does: 'deliver'; readonly most: number }
  /** a worker takes what waits in hand now, and tells it at the next `tell` */
  | { readonly does: 'begin' }
  | { readonly does: 'tell' };

const few = fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 3 });
/** So many that what they replace is certainly lost. */
const many = fc.array(fc.integer({ min: 1, max: 2 }), { minLength: ORPHAN_CERTAIN_AFTER + 1, maxLength: 10 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ does: fc.constant('grow'), pools: few }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('fork'),
      depth: fc.integer({ min: 1, max: 4 }),
      pools: fc.oneof(few, many),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('return'), to: fc.nat(2) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('deliver'),
      most: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant(99)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('begin') }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('tell') }) },
);

/** Blocks as a tree: each knows its way from the first block. */
class Tree {
  readonly tips: Block[] = [];
  readonly #parents = new Map<string, Block>();
  #made = 0;

  /** The chain that ends in this block. */
  chainTo(tip: Block): Block[] {
    const parent = this.#parents.get(tip.hash);
    return parent === undefined ? [tip] : [...this.chainTo(parent), tip];
  }

  /** Every third block registers a pool anew with another pledge; on all branches the same transaction at one height. */
  grow(onto: Block | null, pools: readonly number[]): Block[] {
    const blocks: Block[] = [];
    for (const pool of pools) {
      const parent: Block | null = blocks.at(-1) ?? onto;
      const height = (parent?.height ?? 0) + 1;
      const effects = height % 3 === 0 ? [poolRegistration(9, BigInt(height))] : [];
      this.#made += 1;
      const block = {
        ...makeBlock({ height, branch: 0, parent: parent && tipOf(parent), pool, effects }),
        hash: blockHash(this.#made.toString(16).padStart(64, 'b')),
        slot: slot((parent?.slot ?? 0) + 5 + (this.#made % 7)),
      };
      if (parent !== null) this.#parents.set(block.hash, parent);
      blocks.push(block);
    }
    return blocks;
  }
}

interface Story {
  readonly tree: Tree;
  readonly tip: Block;
  readonly told: readonly Notice[];
}

/** Plays the steps; in the end the chain grows so far that every fork is settled, and all that waits is told. */
async function play(steps: readonly Step[]): Promise<Story> {
  await chain.clear();
  const tree = new Tree();
  const told: Notice[] = [];
  let inHand: readonly string[] = [];
  const first = tree.grow(null, [1]);
  await chain.forward(first);
  let tip = lastOf(first);

  const goTo = async (target: Block): Promise<void> => {
    const [from, to] = [tree.chainTo(tip), tree.chainTo(target)];
    const shared = from.filter((block) => to.includes(block));
    tree.tips.push(tip);
    const missing = to.slice(shared.length);
    if (missing.length === 0) await chain.backTo(lastOf(shared));
    else await chain.switchTo(lastOf(shared), missing);
    tip = target;
  };
  const done = {
    grow: async (made: readonly number[]) => {
      const blocks = tree.grow(tip, made);
      await chain.forward(blocks);
      tip = lastOf(blocks);
    },
    tell: async () => {
      told.push(...(await chain.tell(inHand)));
      inHand = [];
    },
  };
  for (const one of steps) {
    switch (one.does) {
      case 'grow':
        await done.grow(one.pools);
        break;
      case 'fork': {
        const path = tree.chainTo(tip);
        const root = path[Math.max(0, path.length - 1 - one.depth)];
        if (root !== undefined) await goTo(lastOf(tree.grow(root, one.pools)));
        break;
      }
      case 'return': {
        const target = tree.tips.at(-1 - one.to);
        if (target !== undefined) await goTo(target);
        break;
      }
      case 'deliver':
        told.push(...(await chain.deliver(one.most)));
        break;
      case 'begin':
        inHand = [...inHand, ...(await chain.begin())];
        break;
      case 'tell':
        await done.tell();
        break;
    }
  }
  await done.tell();
  for (let height = 0; height < 20 + ORPHAN_CERTAIN_AFTER; height += 3) await done.grow([1, 2, 1]);
  told.push(...(await chain.deliver()));
  return { tree, tip, told };
}

function lastOf(blocks: readonly Block[]): Block {
  const last = blocks.at(-1);
  if (last === undefined) throw new Error('there is a block');
  return last;
}

/** Keys that a clean replay of this chain tells. */
function cleanKeys(blocks: readonly Block[]): string[] {
  const counts = new Map<string, number>();
  let registered = false;
  return blocks.flatMap(({ hash, issuer, height, transactions }) => {
    const pool = issuer?.poolId ?? '';
    const nth = (counts.get(pool) ?? 0) + 1;
    counts.set(pool, nth);
    const certified = transactions.flatMap(({ id, certificates }) =>
      certificates.map(({ index }) =>
        registered ? `wallet_poolchange:${id}:${index}:pledge` : `wallet_newpool:${id}:${index}`,
      ),
    );
    if (height % 3 === 0) registered = true;
    const awarded = MILESTONES.some((milestone) => milestone === nth) ? [`award:${pool}:${nth}:${hash}`] : [];
    return [`block_minted:${hash}`, ...awarded, ...certified];
  });
}

/** The numbers of a block follow from its ancestors alone, whatever happened to the chain in between. */
function numbersOf(blocks: readonly Block[]): { nbe: number; nb: number } {
  const { issuer, slot: at } = lastOf(blocks);
  const own = blocks.filter((block) => block.issuer?.poolId === issuer?.poolId);
  const epochOf = (of: number) => Math.floor(of / SLOTS_PER_EPOCH);
  return { nbe: own.filter((block) => epochOf(block.slot) === epochOf(at)).length, nb: own.length };
}

describe('over any forks, while workers come and go', () => {
  test('people hear what a clean chain tells, and of lost blocks that they knew of the truth, each once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 16 }), async (steps) => {
        const { tree, tip, told } = await play(steps);
        const clean = tree.chainTo(tip);
        const onChain = new Set<string>(clean.map(({ hash }) => hash));
        const keys = told.map(({ key }) => key);

        expect(keys).toHaveLength(new Set(keys).size);
        expect(keys).toEqual(expect.arrayContaining(cleanKeys(clean)));

        const stories = Map.groupBy(
          told.filter(({ kind }) => kind.startsWith('block_')),
          ({ key }) => key.split(':')[1] ?? '',
        );
        for (const [hash, story] of stories) {
          const kinds = story.map(({ kind }) => kind);
          const turns = ['block_orphaned', 'block_restored'];
          expect(kinds).toEqual(['block_minted', ...kinds.slice(1).map((_, index) => turns[index % 2])]);
          expect(kinds.at(-1) === 'block_orphaned', `${hash} ${onChain.has(hash) ? 'stands' : 'is lost'}`).toBe(
            !onChain.has(hash),
          );
        }
        for (const block of clean) {
          const notice = told.find(({ key }) => key === `block_minted:${block.hash}`);
          expect(notice?.payload).toEqual({ pool: block.issuer?.poolId, ...numbersOf(tree.chainTo(block)) });
        }
        const { rows } = await chain.pool.query<{ award: string }>(
          `select format('award:%s:%s:%s', encode(pool_id, 'hex'), blocks, encode(hash, 'hex')) as award from milestone`,
        );
        expect(rows.map(({ award }) => award).toSorted()).toEqual(
          cleanKeys(clean)
            .filter((key) => key.startsWith('award'))
            .toSorted(),
        );
      }),
      { numRuns: 15 },
    );
  }, 120_000);

  test('the story of a block undone twice, told in between, is one such story', async () => {
    const { told } = await play([
      { does: 'grow', pools: [2, 2, 2] },
      { does: 'deliver', most: 100 },
      { does: 'fork', depth: 3, pools: [1, 1, 1, 1, 1, 1, 1, 1, 1] },
      { does: 'deliver', most: 100 },
      { does: 'return', to: 0 },
      { does: 'deliver', most: 100 },
      { does: 'fork', depth: 3, pools: [1, 1, 1, 1, 1, 1, 1, 1, 1] },
    ]);
    const about = (pool: number) =>
      told.filter(({ kind, subject }) => kind.startsWith('block_') && subject === poolNumber(pool));
    expect(Object.keys(Object.groupBy(about(2), ({ kind }) => kind)).toSorted()).toEqual([
      'block_minted',
      'block_orphaned',
      'block_restored',
    ]);
  });
});
