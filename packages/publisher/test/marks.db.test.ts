import { type Block, type CertificateEffect, epoch } from '@pooltool/domain';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { redraw } from '../src/redraw.ts';
import { backTo, follow, makeBlock, network, registration, retirement, snapshotOf } from './small-truth.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const POOLS = [1, 2, 3];
const epochOf = (slot: number): number => Math.floor(slot / network.epochLength);

interface NextBlock {
  readonly does: 'block';
  readonly maker: number;
  /** slots since the block before: within the epoch, into the next, over one */
  readonly gap: number;
  readonly certificate: 'none' | 'registration' | 'retirement';
  readonly about: number;
  /** so few values that some certificates repeat what was said, or take it back */
  readonly cost: bigint;
  /** epochs until the retirement */
  readonly ahead: number;
}

type Step =
  | NextBlock
  | { readonly does: 'roll-back'; readonly to: number }
  | { readonly does: 'snapshot'; readonly of: number; readonly about: number };

const anyPool = fc.constantFrom(...POOLS);
const nextBlock: fc.Arbitrary<Step> = fc.record({
  does: fc.constant('block'),
  maker: anyPool,
  gap: fc.constantFrom(10, 40, 100, 230),
  certificate: fc.constantFrom('none', 'none', 'registration', 'retirement'),
  about: anyPool,
  cost: fc.constantFrom(170_000_000n, 340_000_000n),
  ahead: fc.integer({ min: 1, max: 2 }),
});
const rollBack: fc.Arbitrary<Step> = fc.record({ does: fc.constant('roll-back'), to: fc.nat(10) });
const snapshot: fc.Arbitrary<Step> = fc.record({ does: fc.constant('snapshot'), of: fc.nat(3), about: anyPool });
const story = fc.array(
  fc.oneof({ weight: 6, arbitrary: nextBlock }, { weight: 2, arbitrary: rollBack }, { weight: 1, arbitrary: snapshot }),
  { maxLength: 12 },
);

function blockAfter(chain: readonly Block[], { maker, gap, certificate, about, cost, ahead }: NextBlock): Block {
  const slot = (chain.at(-1)?.slot ?? 0) + gap;
  const effects: Readonly<Record<NextBlock['certificate'], readonly CertificateEffect[]>> = {
    none: [],
    registration: [registration(about, cost)],
    retirement: [retirement(about, epochOf(slot) + ahead)],
  };
  return makeBlock({ height: chain.length + 1, pool: maker, slot, effects: effects[certificate] });
}

/** Does the step and answers the chain after it. */
async function take(step: Step, chain: readonly Block[]): Promise<readonly Block[]> {
  const { pool } = stage.database;
  switch (step.does) {
    case 'block': {
      const block = blockAfter(chain, step);
      await follow(pool, [block]);
      return [...chain, block];
    }
    case 'roll-back': {
      const to = chain[step.to];
      if (to !== undefined) await backTo(pool, to);
      return to === undefined ? chain : chain.slice(0, step.to + 1);
    }
    case 'snapshot':
      await snapshotOf(pool, epoch(step.of), step.about);
      return chain;
  }
}

test('whatever happens to the chain, what is drawn mark by mark is what is drawn from nothing', async () => {
  const { pool } = stage.database;
  // Pool 3 makes blocks without ever having registered, as genesis pools do.
  const first = makeBlock({ height: 1, pool: 1, effects: [1, 2].map((one) => registration(one, 340_000_000n)) });
  await fc.assert(
    fc.asyncProperty(story, async (steps) => {
      await stage.clear();
      await follow(pool, [first]);
      await stage.drain();
      let chain: readonly Block[] = [first];
      for (const step of steps) {
        chain = await take(step, chain);
        await stage.drain();
      }
      // These are marked by who samples how the network and its battles stand.
      await redraw(pool, { kinds: ['ecosystem', 'sync_data', 'battle_statistics', 'admin_message', 'portfolios'] });
      await stage.drain();
      const byMarks = stage.documents();
      await stage.forgetDocuments();
      await redraw(pool);
      await stage.drain();
      expect(byMarks).toEqual(stage.documents());
    }),
    { numRuns: 30 },
  );
}, 120_000);
