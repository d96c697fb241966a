import { type HeardBlock, type PoolId, PropagationCounter, poolId, propagationEdges } from '@pooltool/domain';
import { describe, expect, test } from 'vitest';

const pools: PoolId[] = [0, 1, 2, 3].map((digit) => poolId(`${digit}`.repeat(56)));

/** Reports: receiver, delay, arrival by our clock. */
const block = (
  producer: number,
  ...reports: readonly (readonly [receiver: number, delay: number, received?: number])[]
): HeardBlock => ({
  producer,
  reports: reports.length,
  receivers: Int32Array.from(reports, ([receiver]) => receiver),
  delays: Int32Array.from(reports, ([, delay]) => delay),
  received: Int32Array.from(reports, ([, , received]) => received ?? 0),
});

const counted = (...blocks: readonly HeardBlock[]) => {
  const counter = new PropagationCounter(pools);
  for (const one of blocks) counter.add(one);
  return counter.finish();
};
const of = (found: ReturnType<typeof counted>, pool: number, side: 'producer' | 'receiver') =>
  found.find((one) => one.pool === pools[pool] && one.side === side);

describe('delays that are counted', () => {
  test('fall into the bin that begins with them, whatever fractions of a float come to', () => {
    for (const [bin, edge] of propagationEdges().slice(0, -1).entries()) {
      const producer = of(counted(block(0, [1, edge])), 0, 'producer');
      expect(producer?.counts.indexOf(1), `${edge} ms`).toBe(bin);
    }
    expect(of(counted(block(0, [1, 5_000])), 0, 'producer')?.counts[99]).toBe(1);
  });

  test('have the lower one of two in the middle as their median', () => {
    expect(of(counted(block(0, [1, 10], [2, 30], [3, 40])), 0, 'producer')?.medianMs).toBe(30);
    expect(of(counted(block(0, [1, 10], [2, 30]), block(0, [1, 35], [2, 40])), 0, 'producer')?.medianMs).toBe(30);
  });

  test('meet a pool of the other side once, and not by an outlier', () => {
    const found = counted(block(0, [1, 10], [2, 9_000]), block(0, [1, 20], [2, -9_000]), block(3, [1, 30]));
    expect(of(found, 0, 'producer')).toMatchObject({ uniquePools: 1, datapoints: 2, outliers: 2, sumMs: 30n });
    expect(of(found, 1, 'receiver')).toMatchObject({ uniquePools: 2, datapoints: 3, sumMs: 60n, medianMs: 20 });
    expect(of(found, 2, 'receiver')).toMatchObject({ uniquePools: 0, datapoints: 0, outliers: 2, medianMs: null });
  });

  test('speak for a pool by its report that reached us first, of two at once by the smaller', () => {
    const found = counted(block(0, [1, 10, 500], [1, 20, 400], [2, 40, 7], [2, 30, 7], [0, 1, 0]));
    expect(of(found, 1, 'receiver')?.sumMs).toBe(20n);
    expect(of(found, 2, 'receiver')?.sumMs).toBe(30n);
    expect(of(found, 0, 'receiver')).toBeUndefined();
  });

  test('stand by side and pool, and those of one producer are nothing to the next', () => {
    const found = counted(block(2, [3, 10]), block(1, [3, 20]), block(0));
    expect(found.map(({ pool, side, sumMs }) => [side, pools.indexOf(pool), sumMs])).toEqual([
      ['producer', 1, 20n],
      ['producer', 2, 10n],
      ['receiver', 3, 30n],
    ]);
  });

  test('are refused when the blocks of a producer do not follow each other', () => {
    expect(() => counted(block(0, [1, 1]), block(1, [2, 1]), block(0, [1, 1]))).toThrow(/not in a row/);
  });
});
