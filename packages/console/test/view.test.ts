import { customNetwork, ratio } from '@pooltool/domain';
import type { ChainTip } from '@pooltool/store/console';
import { describe, expect, test } from 'vitest';
import { blocksPart, blockWindow, CHART_MINUTES } from '../src/view/blocks.ts';
import { chainPart } from '../src/view/chain.ts';

const START_MS = Date.UTC(2026, 0, 1);
const network = customNetwork({
  name: 'garden',
  magic: 7,
  systemStartMs: START_MS,
  epochLength: 3_600,
  activeSlotCoefficient: ratio(1n, 20n),
});
const at = (slot: number): number => START_MS + slot * 1_000;

describe('the window of blocks per minute', () => {
  test('ends now while the tip is fresh, on whole minutes', () => {
    expect(blockWindow(network, 10_000, at(10_030))).toMatchObject({
      endsAt: 'now',
      startMs: at(10_020 - 59 * 60),
      firstSlot: 10_020 - 59 * 60,
      slotsPerMinute: 60,
    });
  });

  test('ends at the tip while old blocks are replayed', () => {
    expect(blockWindow(network, 10_000, at(9_000_000))).toMatchObject({ endsAt: 'tip', startMs: at(9_960 - 59 * 60) });
  });

  test('does not begin before the chain', () => {
    expect(blockWindow(network, 30, at(40))).toMatchObject({ startMs: START_MS, firstSlot: 0, minutes: 1 });
  });

  test('of a chain younger than the window ends now all the same: its first minute to this one', () => {
    const late = customNetwork({ ...network, systemStartMs: START_MS + 30_000 });
    expect(blockWindow(late, 1_000, START_MS + 30_000 + 1_010_000)).toMatchObject({
      startMs: START_MS + 30_000,
      minutes: 18,
    });
  });

  test('a minute without a block is shown as none', () => {
    const window = blockWindow(network, 10_000, at(10_030));
    const { blocks, expected } = blocksPart(network, window, [{ minute: 3, blocks: 4, transactions: 9 }]);
    expect(blocks).toHaveLength(CHART_MINUTES);
    expect([blocks[2], blocks[3], expected]).toEqual([0, 4, 3]);
  });
});

describe('the tip', () => {
  const tip: ChainTip = {
    height: 500n,
    slot: 10_000n,
    epoch: 2,
    epochSlot: 2_800,
    hash: 'ab'.repeat(32),
    poolId: null,
    transactions: 0,
    size: 1,
  };

  test('is late only when chance does not explain the silence', () => {
    expect(chainPart(network, tip, at(10_299)).tip?.late).toBe(false);
    expect(chainPart(network, tip, at(10_301)).tip?.late).toBe(true);
  });

  test('needs a network to be told', () => {
    expect(chainPart(null, tip, at(0))).toEqual({ network: null, tip: null });
  });
});
