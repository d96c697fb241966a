import { type Epoch, epoch, lovelace, type PoolId } from '@pooltool/domain';
import { hash32, keyCredential, testPool, testPoolId, testSnapshot } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { recordBlocks, saveSnapshot } from '@pooltool/store';
import { type PlacedPoolHistory, poolHistories } from '@pooltool/store/documents';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { factsOfBlock, makeBlock, poolRegistration, retirement } from '../chain/small-chain.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() =>
  database.pool.query('truncate block, pool, pool_registration, pool_retirement, snapshot_epoch cascade'),
);

const POOL = testPoolId(1);

/** A block in slot 10·height of epochs of a hundred slots. */
const follow = (height: number, effects: Parameters<typeof makeBlock>[0]['effects'] = []): Promise<unknown> =>
  inTransaction(database.pool, (tx) =>
    recordBlocks(tx, [factsOfBlock(makeBlock({ height, branch: 0, parent: null, pool: 9, effects }))], {
      feed: 'chain',
      tellFrom: null,
    }),
  );

/** Of pool 1, which had `pledge` then. */
const snapshot = (active: Epoch, pledge: bigint): Promise<void> =>
  inTransaction(database.pool, (tx) =>
    saveSnapshot(tx, {
      activeEpoch: active,
      snapshot: testSnapshot(
        [testPool(1, { pledge: lovelace(pledge), ownerTags: [1] })],
        [[keyCredential(1), 0, 1_000_000n]],
      ),
      stake: [lovelace(1_000_000n)],
      ownerStake: [lovelace(1_000_000n)],
      delegatorCount: Uint32Array.of(1),
      activeStake: lovelace(1_000_000n),
      sha256: hash32(active),
    }),
  );

async function historyOf(pool: PoolId): Promise<PlacedPoolHistory> {
  const found = (await poolHistories(database.pool, [pool])).get(pool);
  if (found === undefined) throw new Error('no history');
  return found;
}

test('a history has the certificates of both kinds in the order of the chain, with their places', async () => {
  await follow(1, [poolRegistration(1, 5n), poolRegistration(2, 5n), retirement(1, 9), poolRegistration(1, 6n)]);
  await follow(12, [retirement(1, 4)]);
  const { events, before, firstEpoch } = await historyOf(POOL);
  expect(events.map(({ kind, slot, certificateIndex }) => [kind, slot, certificateIndex])).toEqual([
    ['registration', 10, 0],
    ['retirement', 10, 2],
    ['registration', 10, 3],
    ['retirement', 120, 0],
  ]);
  expect(events.at(-1)).toMatchObject({ epoch: 1, retiringEpoch: 4 });
  expect(before).toBeNull();
  expect(firstEpoch).toBe(2);
});

test('a pool nobody spoke of has an empty history', async () => {
  expect(await historyOf(POOL)).toEqual({ events: [], before: null, firstEpoch: null });
});

test('a pool that never certified anything is what the newest snapshot says', async () => {
  await snapshot(epoch(3), 30n);
  await snapshot(epoch(5), 50n);
  expect(await historyOf(POOL)).toMatchObject({ before: { pledge: 50n, margin: { numerator: 0n } }, firstEpoch: 3 });
});

test('a pool of the genesis that registers later was what it was, whatever later snapshots say', async () => {
  await follow(31, [poolRegistration(1, 99n)]);
  await snapshot(epoch(3), 30n);
  expect(await historyOf(POOL)).toMatchObject({ before: { pledge: 30n }, firstEpoch: 3 });
  await snapshot(epoch(4), 40n);
  // Registered in 3: a new pool would be in the snapshot of 5 first, and what was registered again in that of 6.
  await snapshot(epoch(5), 50n);
  await snapshot(epoch(6), 99n);
  expect(await historyOf(POOL)).toMatchObject({ before: { pledge: 40n }, firstEpoch: 3 });
});

test('a pool whose snapshots all come after its registration began with it', async () => {
  await follow(31, [poolRegistration(1, 99n)]);
  await snapshot(epoch(5), 99n);
  await snapshot(epoch(6), 99n);
  expect(await historyOf(POOL)).toMatchObject({ before: null, firstEpoch: 5 });
});
