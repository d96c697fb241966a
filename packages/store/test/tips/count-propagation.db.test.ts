import { type Block, epoch, type PoolPropagation, type TipReport } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { countPropagation, dropReports, readReports, recordReports, savePropagation } from '@pooltool/store';
import { newestPropagation } from '@pooltool/store/documents';
import { tableRows } from '@pooltool/store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { poolNumber } from '../chain/small-chain.ts';
import { blocksOn, openToldChain, type ToldChain } from '../chain/told-chain.ts';
import { claimOfBlock, delaysInWords } from './propagation-in-words.ts';
import { reportOf } from './told-reports.ts';

let chain: ToldChain;
beforeAll(async () => {
  chain = await openToldChain();
});
afterAll(() => chain.close());

/** Heights 1 to 9 are epoch 0, made by pools 1, 2, 3 in turn; 10 to 12 are epoch 1. */
const blocks = blocksOn(
  null,
  Array.from({ length: 12 }, (_, index) => ({ pool: 1 + (index % 3) })),
);
const EPOCH = epoch(0);
const made = (height: number): Block => blocks[height - 1] ?? raise();
const raise = (): never => {
  throw new Error('there is no such block');
};

beforeEach(async () => {
  await chain.clear();
  await chain.pool.query('truncate reporter, reported_block, propagation_epoch cascade');
  await chain.forward(blocks);
});
const record = (...reports: readonly TipReport[]) => inTransaction(chain.pool, (tx) => recordReports(tx, reports));
const seen = (height: number, from: number, delayMs: number | null, more: Parameters<typeof reportOf>[3] = {}) =>
  reportOf(claimOfBlock(made(height)), from, delayMs, more);

async function counted(of: number, side: PoolPropagation['side']) {
  const { pools } = await countPropagation(chain.pool, EPOCH);
  const found = pools.find((one) => one.pool === poolNumber(of) && one.side === side);
  if (found === undefined) return null;
  const { datapoints, outliers, sumMs, medianMs, uniquePools, counts } = found;
  const bins = counts.flatMap((count, bin) => (count === 0 ? [] : [`${-5000 + bin * 100}: ${count}`]));
  return { datapoints, outliers, sumMs, medianMs, uniquePools, bins };
}

describe('the delays of a pool', () => {
  test('are those of its blocks as others saw them, and of others’ blocks as it saw them', async () => {
    await record(seen(1, 2, 300), seen(1, 3, 500), seen(4, 2, 450), seen(2, 1, 800));
    expect(await counted(1, 'producer')).toEqual({
      datapoints: 3,
      outliers: 0,
      sumMs: 1_250n,
      medianMs: 450,
      uniquePools: 2,
      bins: ['300: 1', '400: 1', '500: 1'],
    });
    expect(await counted(2, 'receiver')).toMatchObject({ datapoints: 2, sumMs: 750n, medianMs: 300, uniquePools: 1 });
    expect(await counted(1, 'receiver')).toMatchObject({ datapoints: 1, sumMs: 800n, uniquePools: 1 });
    expect(await counted(3, 'producer')).toBeNull();
  });

  test('reach from -5 s to 5 s, both included; what lies beyond is counted and in no other figure', async () => {
    await record(seen(1, 2, -5_000), seen(4, 2, 5_000), seen(7, 2, 5_001), seen(1, 3, -5_001), seen(4, 3, 3_600_000));
    expect(await counted(1, 'producer')).toEqual({
      datapoints: 2,
      outliers: 3,
      sumMs: 0n,
      medianMs: -5_000,
      uniquePools: 1,
      bins: ['-5000: 1', '4900: 1'],
    });
    expect(await counted(3, 'receiver')).toEqual({
      datapoints: 0,
      outliers: 2,
      sumMs: 0n,
      medianMs: null,
      uniquePools: 0,
      bins: [],
    });
  });

  test('leave out what a pool reports of its own blocks, and reports without a time', async () => {
    await record(seen(1, 1, 20), seen(1, 2, null));
    expect((await countPropagation(chain.pool, EPOCH)).pools).toEqual([]);
  });

  test('are one for a block and a pool: that of the node whose report reached us first', async () => {
    await record(
      seen(1, 2, 900, { node: 'a', receivedMs: 1_000 }),
      seen(1, 2, 100, { node: 'b', receivedMs: 1_001 }),
      seen(1, 2, -3_600_000, { node: 'clock an hour off', receivedMs: 1_002 }),
    );
    expect(await counted(1, 'producer')).toMatchObject({ datapoints: 1, outliers: 0, sumMs: 900n });
  });

  test('leave out blocks that are not on our chain', async () => {
    const [orphan = raise()] = blocksOn(made(3), [{ pool: 1 }], 1);
    await record(reportOf(claimOfBlock(orphan), 2, 400), seen(1, 2, 300));
    expect(await counted(1, 'producer')).toMatchObject({ datapoints: 1 });
  });

  test('are believed from those who tell the true slot, whatever they say of its maker', async () => {
    const block = claimOfBlock(made(1));
    await record(
      reportOf({ ...block, producer: null }, 2, 300),
      reportOf({ ...block, producer: poolNumber(9) }, 3, 400),
      reportOf({ ...block, slot: made(2).slot }, 4, 500),
    );
    expect(await counted(1, 'producer')).toMatchObject({ datapoints: 2, sumMs: 700n });
  });

  test('tell how many of the epoch’s blocks were reported', async () => {
    await record(seen(1, 2, 300), seen(2, 3, 500), seen(10, 3, 500));
    expect(await countPropagation(chain.pool, EPOCH)).toMatchObject({ blocks: 9, reportedBlocks: 2 });
  });

  test('are what a plain count in words comes to', async () => {
    const anyReport = fc
      .record({
        height: fc.integer({ min: 1, max: 12 }),
        from: fc.integer({ min: 1, max: 5 }),
        node: fc.constantFrom('', 'b'),
        delay: fc.option(fc.integer({ min: -5_400, max: 5_400 }), { freq: 9 }),
        received: fc.nat({ max: 9 }),
      })
      .map(({ height, from, node, delay, received }) => seen(height, from, delay, { node, receivedMs: received }));
    await fc.assert(
      fc.asyncProperty(fc.array(anyReport, { maxLength: 60 }), async (reports) => {
        await chain.pool.query('truncate reporter, reported_block cascade');
        await record(...reports);
        const ours = await countPropagation(chain.pool, EPOCH);
        expect(ours.pools).toEqual(delaysInWords(blocks, reports));
      }),
      { numRuns: 40 },
    );
  });
});

describe('a counted epoch', () => {
  const save = async (keep?: number) => {
    const found = await countPropagation(chain.pool, EPOCH);
    await inTransaction(chain.pool, async (tx) => {
      await savePropagation(tx, found);
      if (keep !== undefined) await dropReports(tx, keep);
    });
  };
  const shown = async (pool: number) => (await newestPropagation(chain.pool, [poolNumber(pool)])).get(poolNumber(pool));

  test('counted again gives the same rows, and what is gone is gone', async () => {
    await record(seen(1, 2, 300), seen(2, 3, 333));
    await save();
    const rows = () => tableRows(chain.pool, { tables: ['propagation_epoch', 'pool_propagation'] });
    const first = await rows();
    await save();
    expect(await rows()).toEqual(first);
    await chain.pool.query('truncate reported_block');
    await save();
    expect(await shown(1)).toBeUndefined();
  });

  test('has its pools’ files drawn, also those of pools that are not in it any more', async () => {
    await record(seen(1, 2, 300));
    await save();
    await chain.pool.query('truncate reported_block, document_mark');
    await save();
    const { rows } = await chain.pool.query<{ subject: string }>(
      `select subject from document_mark where kind = 'pool_propagation' order by subject`,
    );
    expect(rows.map(({ subject }) => subject)).toEqual([poolNumber(1), poolNumber(2)]);
  });

  test('is shown with its average until a newer one is counted in which the pool has anything', async () => {
    await record(seen(1, 2, 300), seen(4, 2, 301), seen(7, 2, 301));
    await save();
    expect((await shown(1))?.producer).toMatchObject({ epoch: EPOCH, averageMs: 300.67, medianMs: 301, datapoints: 3 });
    await inTransaction(chain.pool, (tx) =>
      savePropagation(tx, { epoch: epoch(1), blocks: 3, reportedBlocks: 0, pools: [] }),
    );
    expect((await shown(1))?.producer).toMatchObject({ epoch: EPOCH });
    expect(await shown(3)).toBeUndefined();
  });

  test('whose reports are dropped cannot be counted again, and proven orphans are not dropped', async () => {
    const [orphan = raise()] = blocksOn(made(3), [{ pool: 1 }], 1);
    const proven = { evidence: 'proven' } as const;
    await record(seen(1, 2, 300, proven), reportOf(claimOfBlock(orphan), 2, 400, proven), seen(10, 3, 500));
    await save();
    await inTransaction(chain.pool, async (tx) => {
      await savePropagation(tx, { epoch: epoch(2), blocks: 1, reportedBlocks: 0, pools: [] });
      expect(await dropReports(tx, 3)).toBe(0);
      expect(await dropReports(tx, 2)).toBe(1);
    });
    expect(await readReports(chain.pool, made(1).hash)).toEqual([]);
    expect(await readReports(chain.pool, orphan.hash)).toHaveLength(1);
    expect(await readReports(chain.pool, made(10).hash)).toHaveLength(1);
    await expect(countPropagation(chain.pool, EPOCH)).rejects.toMatchObject({ code: 'POOLTOOL_EPOCH_REPORTS_DROPPED' });
    expect((await shown(1))?.producer).toMatchObject({ datapoints: 1 });
    expect(await record(seen(4, 2, 300))).toEqual([]);
  });
});
