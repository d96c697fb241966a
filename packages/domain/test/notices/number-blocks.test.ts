import {
  blockHash,
  type Epoch,
  epoch,
  height,
  mayReachMilestone,
  numberBlocks,
  type PoolBlockCount,
  slot,
} from '@pooltool/domain';
import { hash32, testPoolId } from '@pooltool/domain/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testBlock } from './test-block.ts';

const FROM_GENESIS = { fromGenesis: true, firstEpoch: epoch(0) };

/** The blocks of a batch by pool and epoch, in order; a pool of 0 is a block without one. */
const batch = (...made: readonly (readonly [pool: number, inEpoch: number])[]) =>
  made.map(([pool, of], index) => ({
    block: testBlock({ tag: index + 1, height: height(index + 1), slot: slot(index * 20), pool }),
    epoch: epoch(of),
  }));

const after = (pool: number, of: number, inEpoch: number, counted: number, before: number | null = null) => ({
  pool: testPoolId(pool),
  epoch: epoch(of),
  inEpoch,
  counted,
  before,
});

const numbersOf = (
  facts: ReturnType<typeof batch>,
  counts: readonly PoolBlockCount[],
  beginning: { readonly fromGenesis: boolean; readonly firstEpoch: Epoch } = FROM_GENESIS,
) => numberBlocks(facts, counts, beginning).map(({ inEpoch, inLifetime }) => [inEpoch, inLifetime]);

describe('the blocks of a batch', () => {
  test('have the numbers they would have had one by one, also across an epoch', () => {
    const facts = batch([1, 4], [2, 4], [1, 4], [1, 5], [0, 5], [1, 5]);
    const counts = [after(1, 4, 12, 104), after(2, 4, 1, 1), after(1, 5, 2, 104)];
    expect(numbersOf(facts, counts)).toEqual([
      [11, 101],
      [1, 1],
      [12, 102],
      [1, 103],
      [2, 104],
    ]);
  });

  test('are told of in the order of the chain, and those without a pool not at all', () => {
    const numbered = numberBlocks(batch([1, 0], [0, 0], [2, 0]), [after(1, 0, 1, 1), after(2, 0, 1, 1)], FROM_GENESIS);
    expect(numbered.map(({ hash }) => hash)).toEqual([blockHash(hash32(1)), blockHash(hash32(3))]);
  });

  test('of a chain that begins in the middle count what came before, if somebody told', () => {
    const middle = { fromGenesis: false, firstEpoch: epoch(4) };
    const facts = batch([1, 4], [2, 4], [1, 5]);
    const counts = [after(1, 4, 7, 8), after(2, 4, 1, 1, 99), after(1, 5, 1, 8)];
    expect(numbersOf(facts, counts, middle)).toEqual([
      [null, null],
      [null, 100],
      [1, null],
    ]);
  });

  test('ask for the beginning of our chain only where one of them may be a milestone', () => {
    const may = (counted: number, before: number | null = null) =>
      mayReachMilestone(batch([1, 4], [1, 4]), [after(1, 4, 2, counted, before)]);
    expect(may(2)).toBe(true);
    expect(may(9)).toBe(false);
    expect(may(11)).toBe(true);
    expect(may(12)).toBe(false);
    expect(may(12, 88), 'the hundredth, if the chain began in the middle').toBe(true);
    expect(may(11, 50), 'the tenth, if it did not').toBe(true);
  });

  test('are numbered alike however the chain is cut into batches', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 30 }),
        fc.nat(30),
        (pools, cut) => {
          const facts = batch(...pools.map((pool, index) => [pool, Math.floor(index / 10)] as const));
          const countsAt = (end: number): PoolBlockCount[] => {
            const seen = facts.slice(0, end).map(({ block, epoch: of }) => ({ pool: block.issuer?.poolId, of }));
            return [1, 2, 3].flatMap((pool) =>
              [0, 1, 2].map((of) => {
                const counted = seen.filter((one) => one.pool === testPoolId(pool));
                return after(pool, of, counted.filter((one) => one.of === of).length, counted.length);
              }),
            );
          };
          const whole = numbersOf(facts, countsAt(facts.length));
          const parts = [
            ...numbersOf(facts.slice(0, cut), countsAt(cut)),
            ...numbersOf(facts.slice(cut), countsAt(facts.length)),
          ];
          expect(parts).toEqual(whole);
        },
      ),
    );
  });
});
