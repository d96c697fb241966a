import type { TipMessage } from '@pooltool/domain';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consistentElection, extendChain, hashOf, type ToldBlock, tip, undo } from './small-tips.ts';
import { openStage, type Stage } from './stage.ts';
import { toldTruth } from './told-truth.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** Two heights with rivals, one of them in the other one's slot, and a block that lies about the height of another. */
const BLOCKS: readonly ToldBlock[] = [
  { tag: 1, height: 500, slot: 30_400, maker: 1 },
  { tag: 2, height: 500, slot: 30_402, maker: 2 },
  { tag: 3, height: 501, slot: 30_402, maker: 3 },
  { tag: 1, height: 501, slot: 30_400, maker: 1 },
  { tag: 4, height: 501, slot: 30_410, maker: 4 },
];
const ON_CHAIN: ToldBlock = { tag: 4, height: 501, slot: 30_410, maker: 4 };
const UNDONE: ToldBlock = { tag: 5, height: 501, slot: 30_411, maker: 5 };

const anyMessage: fc.Arbitrary<TipMessage> = fc
  .record({
    block: fc.constantFrom(...BLOCKS),
    from: fc.integer({ min: 1, max: 5 }),
    node: fc.constantFrom('', 'b'),
    delayMs: fc.integer({ min: 0, max: 9 }),
    parent: fc.constantFrom(8, 9, null),
    says: fc.constantFrom(
      'all' as const,
      'all' as const,
      'all' as const,
      'no maker' as const,
      'a false election' as const,
    ),
  })
  .map(({ block, from, node, delayMs, parent, says }) =>
    tip(block, from, {
      node,
      delayMs,
      parent: parent === null ? null : hashOf(parent),
      ...(says === 'no maker' ? { issuerKey: null } : {}),
      ...(says === 'a false election'
        ? { election: { ...consistentElection(block.tag), leaderValue: '00'.repeat(32) } }
        : {}),
    }),
  );

/** How the same messages come: in which order, in how many passes, some of them twice, with restarts in between. */
const anyDelivery = fc.array(anyMessage, { minLength: 1, maxLength: 25 }).chain((messages) =>
  fc.record({
    messages: fc.constant(messages),
    shuffled: fc.shuffledSubarray([...messages, ...messages.slice(0, 4)], {
      minLength: messages.length + Math.min(4, messages.length),
    }),
    perPass: fc.integer({ min: 1, max: 9 }),
    restartAfter: fc.nat({ max: 4 }),
  }),
);

const chain = async (): Promise<void> => {
  await undo(stage.pool, UNDONE);
  await extendChain(stage.pool, ON_CHAIN);
};

test('messages come in in any order, any number of passes, twice and over restarts, and the same is true in the end', async () => {
  await fc.assert(
    fc.asyncProperty(anyDelivery, async ({ messages, shuffled, perPass, restartAfter }) => {
      await stage.clear();
      await chain();
      await stage.put(...messages);
      await stage.pass();
      const atOnce = await toldTruth(stage.pool, messages);
      await stage.clear();
      await chain();
      for (let from = 0, pass = 0; from < shuffled.length; from += perPass, pass += 1) {
        await stage.put(...shuffled.slice(from, from + perPass));
        await stage.pass();
        if (pass === restartAfter) stage.restart();
      }
      expect(await toldTruth(stage.pool, messages)).toEqual(atOnce);
    }),
    { numRuns: 12 },
  );
}, 60_000);
