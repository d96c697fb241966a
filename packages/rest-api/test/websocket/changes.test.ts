import type { JsonValue } from '@pooltool/shared-utils/json';
import { expect, test } from 'vitest';
import { POOL_EXAMPLE } from '../../src/website/shapes/pool.ts';
import { shortPoolShape } from '../../src/website/shapes/short-pool.ts';
import { changedBlocks } from '../../src/websocket/channels/blocks-channel.ts';
import { changedFields } from '../../src/websocket/channels/network-channels.ts';
import { drawnOf } from '../../src/websocket/channels/one-drawing.ts';
import { changedPools } from '../../src/websocket/channels/pool-channels.ts';

const between =
  <Change>(change: (before: ReturnType<typeof drawnOf>, after: ReturnType<typeof drawnOf>) => Change) =>
  (before: JsonValue, after: JsonValue): Change =>
    change(drawnOf(before), drawnOf(after));

test('of a pool in the list an update has the short names, each with what the long one has', () => {
  expect(shortPoolShape(POOL_EXAMPLE)).toEqual({
    id: POOL_EXAMPLE.pool_id,
    t: POOL_EXAMPLE.ticker,
    n: POOL_EXAMPLE.pool_name,
    b: POOL_EXAMPLE.epoch_blocks,
    eb: POOL_EXAMPLE.epoch_blocks_epoch,
    l: POOL_EXAMPLE.life_blocks,
    o: POOL_EXAMPLE.online_relays,
    oo: POOL_EXAMPLE.offline_relays,
  });
});

test('of the list those pools are told that differ, one by one', () => {
  const told = between(changedPools);
  const [one, other] = [
    { id: 'a', b: 1 },
    { id: 'b', b: 7 },
  ];
  expect(told([one, other], [one, other])).toEqual([]);
  expect(told([one, other], [{ ...one, b: 2 }, other, { id: 'c', b: 0 }])).toEqual([
    { id: 'a', b: 2 },
    { id: 'c', b: 0 },
  ]);
});

test('of the network’s figures those are told that changed, digits beyond 2^53 included', () => {
  const told = between(changedFields);
  expect(told({ a: 1, b: { x: [1] } }, { a: 1, b: { x: [1] } })).toEqual([]);
  expect(told({ a: 9_007_199_254_740_993n, b: 1 }, { a: 9_007_199_254_740_992n, b: 1 })).toEqual([
    { a: 9_007_199_254_740_992n },
  ]);
});

const block = (height: number, hash: string, more = {}) => ({
  [String(height)]: { maker: { [hash]: { block: height, hash, leaderPoolId: 'maker', reports: 1, ...more } } },
});

test('a block that is new or other is told alone, under both names of its maker', () => {
  const told = between(changedBlocks);
  const before = { ...block(7, 'x'), ...block(8, 'y') };
  expect(told(before, { ...block(8, 'y', { reports: 2 }), ...block(9, 'z') })).toEqual([
    expect.objectContaining({ block: 8, hash: 'y', reports: 2, pool_id: 'maker', leaderPoolId: 'maker' }),
    expect.objectContaining({ block: 9, hash: 'z' }),
  ]);
});

test('a block that is gone from a height that is still shown can only be told by a snapshot', () => {
  const told = between(changedBlocks);
  const before = { ...block(7, 'x'), ...block(8, 'y') };
  // Behind the window: the page has dropped it by itself.
  expect(told(before, { ...block(8, 'y'), ...block(9, 'z') })).toHaveLength(1);
  expect(told(before, { ...block(7, 'x'), ...block(8, 'other') })).toBeNull();
  expect(told(before, block(7, 'x'))).toBeNull();
  expect(told(before, {})).toBeNull();
});
