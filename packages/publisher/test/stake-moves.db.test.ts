import { epoch, lovelace, mainnet, markOf, poolId } from '@pooltool/domain';
import { hash28, keyCredential, testPool, testPoolId, testSnapshot } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { delegatorLoyalty, type LoyaltyPlan, markDocuments, saveLoyalty, saveSnapshot } from '@pooltool/store';
import { networkRoot, objectKey } from '@pooltool/store/documents';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loyaltyRecord } from '../src/s3/loyalty-record.ts';
import { type Shape, shapeFaults } from './shape.ts';
import { openStage, type Stage } from './stage.ts';

/** clients.md 2 */
const STAKE_MOVES: Shape = [
  'list',
  { stake_key: 'hex56', stake: 'int', epoch: 'epoch', pool_id: /^(None|[0-9a-f]{56})$/, pool_ticker: 'text' },
];

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** Delegators by their number, the pool each is with, and its stake; pools 1 to 3. */
async function counted(at: number, delegations: readonly (readonly [who: number, pool: number, stake: bigint])[]) {
  const pools = [1, 2, 3].map((number) => testPool(number));
  const plan: LoyaltyPlan = {
    activeEpoch: epoch(at),
    carriedFrom: at === 10 ? null : epoch(at - 1),
    countsMoves: at > 10,
    rewardsAfter: 9,
    rewardsThrough: 9,
  };
  await inTransaction(stage.database.pool, async (tx) => {
    await saveSnapshot(tx, {
      activeEpoch: epoch(at),
      snapshot: testSnapshot(
        pools,
        delegations.map(([who, pool, stake]) => [keyCredential(who), pool - 1, stake]),
      ),
      stake: pools.map(() => lovelace(0n)),
      ownerStake: pools.map(() => lovelace(0n)),
      delegatorCount: new Uint32Array(3),
      activeStake: lovelace(0n),
      sha256: '00'.repeat(32),
    });
    await saveLoyalty(tx, plan);
  });
}

const gained = (pool: number, at: number) =>
  stage.object(`stats/loyalty/${at}/threeepoch_stake_gained_from/${testPoolId(pool)}.json`);
const lost = (pool: number, at: number) =>
  stage.object(`stats/loyalty/${at}/threeepoch_stake_lost_to/${testPoolId(pool)}.json`);
const move = (who: number, stake: number, at: number, other: number | null) => ({
  stake_key: hash28(who),
  stake,
  epoch: at,
  pool_id: other === null ? 'None' : testPoolId(other),
  pool_ticker: '',
});

test('who came and who left in three epochs, the newest included, is in two files of every pool', async () => {
  await counted(10, [
    [7, 1, 50n],
    [8, 1, 20n],
  ]);
  await counted(11, [
    [7, 2, 60n],
    [8, 1, 20n],
  ]);
  await counted(12, [
    [7, 1, 40n],
    [8, 1, 20n],
  ]);
  await counted(13, [
    [7, 2, 90n],
    [9, 1, 5n],
  ]);
  await stage.drain();
  expect(await gained(1, 13)).toEqual([move(7, 60, 12, 2), move(9, 5, 13, null)]);
  // The same delegator went there twice.
  expect(await lost(1, 13)).toEqual([move(7, 90, 13, 2), move(7, 60, 11, 2), move(8, 20, 13, null)]);
  for (const file of [gained, lost]) expect(shapeFaults(await file(1, 13), STAKE_MOVES)).toEqual([]);
  expect(await gained(3, 13)).toEqual([]);
  expect(await lost(3, 13)).toEqual([]);
  expect(await gained(1, 10)).toEqual([]);
  expect(await stage.object('stats/loyalty/13/threeepoch_top_stake_gained_by_pool.json')).toEqual([
    { pool_id: testPoolId(2), pool_ticker: '', delegators: 1, stake: 150 },
    { pool_id: testPoolId(1), pool_ticker: '', delegators: 2, stake: 65 },
  ]);
});

test('what did not change is not written again, and what is not counted any more is taken away', async () => {
  const { pool } = stage.database;
  stage.forget();
  await counted(13, [
    [7, 2, 90n],
    [9, 1, 5n],
  ]);
  await stage.drain();
  expect(stage.drawn.get('pool_stake_moves')).toBe(0);
  await inTransaction(pool, async (tx) => {
    await tx.query('delete from loyalty_epoch where active_epoch = 13');
    await markDocuments(tx, [markOf.poolStakeMoves(testPoolId(1), epoch(13))]);
  });
  await stage.drain();
  expect(await gained(1, 13)).toBeNull();
});

test("a delegator's loyalty is told in the words of the clients", async () => {
  const [loyalty] = await delegatorLoyalty(stage.database.pool, [keyCredential(7)]);
  if (loyalty == null) throw new Error('delegator 7 is counted');
  const [one, two] = [testPoolId(1), testPoolId(2)];
  const rest = { epochs: 2, rewards: 0n, lifetime_loyalty: 2 / 3, recent10_loyalty: 2 / 3, recent5_loyalty: 2 / 3 };
  // Epoch 13 was taken away above: 12 is the newest.
  expect(loyaltyRecord(loyalty, (pool) => (pool === one ? 'ONE' : ''))).toMatchObject({
    pool_ids_staked: { [one]: { ticker: 'ONE', amount: 90n, ...rest }, [two]: { ticker: '', amount: 60n, epochs: 1 } },
    max_epoch: 12,
    current_pool: one,
    epochs_staked: 3,
    total_staked: 150n,
    recent10: { 10: one, 11: two, 12: one },
  });
});

test("mainnet's statistics lie at the top of the bucket, where clients read them, and everything else below a network", () => {
  const path = `stats/loyalty/500/threeepoch_stake_lost_to/${poolId(hash28(1))}.json`;
  expect(objectKey(networkRoot(mainnet), path)).toBe(path);
  expect(objectKey('Preprod', path)).toBe(`Preprod/${path}`);
  expect(objectKey('Mainnet', 'stake_pool_columns/5/stake.json')).toBe('Mainnet/stake_pool_columns/5/stake.json');
});
