import { epoch, lovelace, poolId, ratio } from '@pooltool/domain';
import { describe, expect, test } from 'vitest';
import { blocksAsFollowed, feesAsFollowed } from '../src/followed-check.ts';

const pool = poolId('aa'.repeat(28));
const delegate = poolId('dd'.repeat(28));

const ledger = (d: number) => ({
  blocksPrevious: new Map([[pool, 3]]),
  feesPrevious: lovelace(7n),
  parametersPrevious: { decentralisation: ratio(BigInt(d), 100n) },
});
const followed = (blocks: Record<string, number>, whole = true) => ({
  epoch: epoch(4),
  fees: 7n,
  whole,
  blocks: new Map(Object.entries(blocks).map(([id, made]) => [poolId(id), made])),
});

describe('blocks as followed', () => {
  test('agree when every pool made what the ledger says', () => {
    expect(blocksAsFollowed(ledger(0), followed({ [pool]: 3 })).passed).toBe(true);
  });

  test('differ by a pool that the ledger does not know', () => {
    expect(blocksAsFollowed(ledger(0), followed({ [pool]: 3, [delegate]: 9 }))).toEqual({
      passed: false,
      detail: { differs: [{ pool: delegate, ledger: 0, followed: 9 }] },
    });
  });

  test('agree while d > 0 though genesis delegates made blocks too, which the ledger counts for nobody', () => {
    expect(blocksAsFollowed(ledger(32), followed({ [pool]: 3, [delegate]: 9 })).passed).toBe(true);
    expect(blocksAsFollowed(ledger(32), followed({ [pool]: 2, [delegate]: 9 })).passed).toBe(false);
  });

  test('are not compared when the epoch was not followed whole', () => {
    expect(blocksAsFollowed(ledger(0), followed({}, false)).passed).toBe(true);
    expect(blocksAsFollowed(ledger(0), null).passed).toBe(true);
  });
});

test('fees as followed differ by a lovelace', () => {
  expect(feesAsFollowed(ledger(0), followed({})).passed).toBe(true);
  expect(feesAsFollowed(ledger(0), { ...followed({}), fees: 8n })).toEqual({
    passed: false,
    detail: { differs: [{ ledger: '7', followed: '8' }] },
  });
});
