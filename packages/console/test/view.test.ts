import { customNetwork, ratio } from '@pooltool/domain';
import type { ChainTip, GridCell } from '@pooltool/store/console';
import { describe, expect, test } from 'vitest';
import { blocksPart, blockWindow, CHART_MINUTES } from '../src/view/blocks.ts';
import { chainPart } from '../src/view/chain.ts';
import { gridPart } from '../src/view/grid.ts';

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

describe('the grid', () => {
  const cell = (asset: string, partition: string, more: Partial<GridCell> = {}): GridCell => ({
    asset,
    partition,
    position: BigInt(partition.replace(/\D/g, '')),
    state: 'ok',
    run: 1n,
    requestedBy: 'automatic',
    changedAt: new Date(0),
    failures: 0,
    error: null,
    madeFrom: [],
    ...more,
  });

  test('rows go from needs to what is made of them, columns from the latest back, holes are missing', () => {
    const { grids } = gridPart([
      cell('averages', '2', { madeFrom: ['rewards', 'averages'] }),
      cell('params', '10'),
      cell('params', '2'),
      cell('rewards', '2', { madeFrom: ['params'] }),
    ]);
    expect(grids).toEqual([
      {
        kind: 'epoch',
        partitions: ['10', '2'],
        rows: [
          { asset: 'params', madeFrom: [], cells: cells('ok', 'ok') },
          { asset: 'rewards', madeFrom: ['params'], cells: cells('missing', 'ok') },
          { asset: 'averages', madeFrom: ['rewards'], cells: cells('missing', 'ok') },
        ],
      },
    ]);
    function cells(ten: string, two: string) {
      return [
        { partition: '10', state: ten },
        { partition: '2', state: two },
      ];
    }
  });

  test('runs that read in a circle are shown all the same', () => {
    const { grids } = gridPart([cell('a', '1', { madeFrom: ['b'] }), cell('b', '1', { madeFrom: ['a'] })]);
    expect(grids[0]?.rows.map(({ asset }) => asset)).toEqual(['a', 'b']);
  });

  test('dates and epochs have grids of their own', () => {
    const { grids } = gridPart([cell('prices', '2026-01-02'), cell('rewards', '2')]);
    expect(grids.map(({ kind }) => kind)).toEqual(['date', 'epoch']);
  });

  test('the latest failures come first', () => {
    const failed = (partition: string, ms: number) =>
      cell('rewards', partition, {
        state: 'failed',
        error: { code: 'X', message: partition },
        changedAt: new Date(ms),
      });
    const { failures } = gridPart([failed('1', 5), failed('2', 9), cell('rewards', '3')]);
    expect(failures.map(({ message }) => message)).toEqual(['2', '1']);
  });
});
