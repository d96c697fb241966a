import {
  blockHash,
  effectiveEpochs,
  epoch,
  height,
  mainnet,
  type PoolChange,
  preview,
  ratio,
  slot,
  unixMs,
} from '@pooltool/domain';
import { hash32, testPoolId } from '@pooltool/domain/testing';
import { awardRecord } from '@pooltool/store/website';
import { describe, expect, test } from 'vitest';
import { poolUpdateRecord, poolUpdateValues } from '../src/firebase/pool-updates.ts';
import { AWARD, POOL_UPDATE } from './contract.ts';
import { shapeFaults } from './shape.ts';

const POOL = testPoolId(1);
const TIME = unixMs(Date.UTC(2024, 5, 1));
const effective = effectiveEpochs('re-registration', epoch(300));
const at = { slot: slot(4_492_800), transactionIndex: 3, certificateIndex: 0 };

describe('an entry of the feeds of pool changes', () => {
  test.each<[string, PoolChange, Readonly<Record<string, string>>]>([
    ['a new pool', { kind: 'registration', effective }, { type: 'registration', from: '', to: '' }],
    [
      'a pledge',
      { kind: 'pledge', from: 1_500_000_000_000n, to: 0n, effective },
      { type: 'pledge', from: '1.5M', to: '0' },
    ],
    [
      'a fixed cost',
      { kind: 'cost', from: 340_000_000n, to: 170_000_000n, effective },
      { type: 'fixed', from: '340.0', to: '170.0' },
    ],
    [
      'a margin',
      { kind: 'margin', from: ratio(0n, 1n), to: ratio(3n, 100n), effective },
      { type: 'margin', from: '0%', to: '3.00%' },
    ],
    [
      'a retirement, with its epoch as text',
      { kind: 'retirement', retiringEpoch: epoch(305), instead: null, effective },
      { type: 'retire', from: '', to: '305', retiring_epoch: '305' },
    ],
    [
      'a retirement at another epoch',
      { kind: 'retirement', retiringEpoch: epoch(310), instead: epoch(305), effective },
      { type: 'retire', from: '305', to: '310', retiring_epoch: '310' },
    ],
    [
      'a cancelled retirement, in words, of a type that the app knows',
      { kind: 'retirement-cancelled', retiringEpoch: epoch(305), effective },
      { type: 'retire', from: '305', to: 'cancelled', retiring_epoch: '305 (cancelled)' },
    ],
  ])('tells %s', (_, change, wanted) => {
    const record = poolUpdateRecord(POOL, change, TIME);
    expect(shapeFaults(record, POOL_UPDATE)).toEqual([]);
    expect(record).toEqual({ ...wanted, time: TIME, poolId: POOL, name: '', ticker: '' });
  });

  test('stands in the feed of all pools and in its own, and nothing stands where nothing was told', () => {
    const changes: readonly PoolChange[] = [{ kind: 'pledge', from: 1n, to: 2n, effective }];
    const values = poolUpdateValues({ pool: POOL, at, changes }, TIME);
    const entries = [...values].filter(([, value]) => value !== null);
    const key = '000004492800-00003-00000-pledge';
    expect(entries.map(([path]) => path)).toEqual([
      `all_pool_updates_blockfrost/${key}-${POOL}`,
      `pool_updates_blockfrost/${POOL}/${key}`,
    ]);
    const nothing = poolUpdateValues({ pool: POOL, at, changes: [] }, TIME);
    expect([...nothing.keys()]).toEqual([...values.keys()]);
    expect(new Set(nothing.values())).toEqual(new Set([null]));
  });

  test('has a key that sorts as the chain goes', () => {
    const places = [
      { slot: slot(999), transactionIndex: 10, certificateIndex: 0 },
      { slot: slot(1_000), transactionIndex: 2, certificateIndex: 9 },
      { slot: slot(1_000), transactionIndex: 2, certificateIndex: 10 },
      { slot: slot(1_000), transactionIndex: 11, certificateIndex: 0 },
      { slot: slot(150_000_000), transactionIndex: 0, certificateIndex: 0 },
    ];
    const keys = places.flatMap((place) =>
      [...poolUpdateValues({ pool: POOL, at: place, changes: [] }, TIME).keys()].slice(0, 1),
    );
    expect(keys).toHaveLength(places.length);
    expect(keys.toSorted()).toEqual(keys);
  });
});

describe('an award', () => {
  const milestone = { pool: POOL, hash: blockHash(hash32(5)), height: height(12_345_678), slot: slot(4_492_800) };

  test('tells which block it was for, when it was made, and its picture', () => {
    const record = awardRecord({ ...milestone, blocks: 10 }, mainnet);
    expect(shapeFaults(record, AWARD)).toEqual([]);
    expect(record).toEqual({
      award: 'LIFETIME_BLOCKS_10',
      type: 'MAINBLOCKS',
      value: Date.parse('2020-07-29T21:44:51Z') / 1000,
      hash: hash32(5),
      text: '# 12,345,678<br/>10th Mainnet Block',
    });
  });

  test('of every milestone is one the clients have a picture of', () => {
    for (const blocks of [1, 10, 100, 1_000, 10_000]) {
      expect(shapeFaults(awardRecord({ ...milestone, blocks }, preview), AWARD), `${blocks}`).toEqual([]);
    }
  });

  test('is there for no other number of blocks', () => {
    expect(awardRecord({ ...milestone, blocks: 11 }, mainnet)).toBeNull();
  });
});
