import { epoch, HASH_OF_NOBODY, lovelace, PRICE_CURRENCIES, unixMs } from '@pooltool/domain';
import { hash28, keyCredential, scriptCredential, testPool, testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { poolRanks, saveExchangeRates, savePoolRanking } from '@pooltool/store';
import { objectKey } from '@pooltool/store/documents';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redraw } from '../src/redraw.ts';
import { ECOSYSTEM_LIVE, STAKE_POOL } from './contract.ts';
import { type LiveRow, loadLive, SATURATION } from './live-truth.ts';
import { shapeFaults } from './shape.ts';
import { openStage, type Stage } from './stage.ts';

const ADA = 1_000_000n;
const ALICE = keyCredential(51);
const BOB = scriptCredential(51);
const CAROL = keyCredential(53);

const POOLS = [testPool(1, { ownerTags: [51], pledge: lovelace(300n * ADA) }), testPool(2), testPool(3)];
const [ONE, TWO, THREE] = [testPoolId(1), testPoolId(2), testPoolId(3)];
const ROWS: readonly LiveRow[] = [
  [ALICE, 0, 200n * ADA, 100n * ADA],
  [BOB, 0, 400n * ADA, 0n],
  [CAROL, 1, ADA - 1n, 0n],
];

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await loadLive(stage.database.pool, 1, POOLS, ROWS);
  await stage.drain();
});
afterAll(() => stage.close());

async function delegatorsOf(pool: string): Promise<{ delegatorHash: unknown; delegators: unknown }> {
  const { delegatorHash, delegators, ...more } = Object(await stage.object(`live_delegators_by_pool/${pool}.json`));
  expect(more).toEqual({});
  return { delegatorHash, delegators };
}

describe('live stake is shown', () => {
  test('with each pool: what is delegated, what its owners delegate, and what they promised', () => {
    expect(shapeFaults(stage.read(`stake_pools/${ONE}`), STAKE_POOL)).toEqual([]);
    expect(stage.read(`stake_pools/${ONE}`)).toMatchObject({ ls: 700e6, ap: 300e6, cp: 300e6 });
    expect(stage.read(`stake_pools/${THREE}`)).toMatchObject({ ls: 0, ap: 0 });
  });

  test('in one column', () => {
    expect(stage.read('stake_pool_columns/livestake')).toEqual({ [ONE]: 700e6, [TWO]: 999_999, [THREE]: 0 });
  });

  test('in the figures of the network', () => {
    expect(shapeFaults(stage.read('ecosystem'), ECOSYSTEM_LIVE)).toEqual([]);
    expect(stage.read('ecosystem')).toMatchObject({
      saturation: Number(SATURATION),
      activePools: 1,
      delegators: 3,
      totalHonoredPledge: 300e6,
      decentralizationLevel: 100,
    });
  });

  test('for the epochs of which no dump is here yet', () => {
    expect(stage.read('total_active_stake/6')).toBe(700_999_999);
    expect(stage.read('circulating_supply/6')).toBe(Number(SATURATION) * 500);
    expect(stage.read('circulating_supply/7')).toBeNull();
  });
});

describe("a pool's delegators", () => {
  test('are those with one ada or more, keys and scripts, the most first', async () => {
    const file = await delegatorsOf(ONE);
    expect(file.delegators).toEqual([
      { k: hash28(51), v: 400e6, dl: null, ph: '', ah: [] },
      { k: hash28(51), v: 300e6, dl: null, ph: '', ah: [] },
    ]);
    expect(stage.read(`pool_stats/${ONE}`)).toMatchObject({ delegatorHash: file.delegatorHash, delegatorCount: 2 });
  });

  test('are an empty list where nobody has as much, under the same name and the number it always had', async () => {
    const nobody = { delegatorHash: HASH_OF_NOBODY, delegators: [] };
    expect(await delegatorsOf(TWO)).toEqual(nobody);
    expect(await delegatorsOf(THREE)).toEqual(nobody);
    // All are counted, those with less too.
    expect(stage.read(`pool_stats/${TWO}`)).toMatchObject({ delegatorHash: HASH_OF_NOBODY, delegatorCount: 1 });
  });

  test('of mainnet lie where clients have always read them', () => {
    const path = `live_delegators_by_pool/${ONE}.json`;
    expect(objectKey('Mainnet', path)).toBe(path);
    expect(objectKey('Preprod', path)).toBe(`Preprod/${path}`);
  });
});

test('the next generation writes what it changes, and nothing else', async () => {
  stage.forget();
  const rows = ROWS.map((row): LiveRow => (row[0] === CAROL ? [CAROL, 2, 5n * ADA, 0n] : row));
  expect(await loadLive(stage.database.pool, 2, POOLS, rows)).toEqual({
    outcome: 'loaded',
    changedRows: 1,
    changedPools: 2,
    notices: 2,
  });
  await stage.drain();
  expect(Object.fromEntries(stage.drawn)).toMatchObject({ pool: 2, live_delegators: 1, live_stake_column: 1 });
  expect((await delegatorsOf(THREE)).delegators).toEqual([{ k: hash28(53), v: 5e6, dl: null, ph: '', ah: [] }]);
  expect(stage.read('ecosystem/activePools')).toBe(2);
});

test('an older generation is ignored', async () => {
  expect(await loadLive(stage.database.pool, 1, POOLS, ROWS)).toMatchObject({ outcome: 'older', notices: 0 });
  expect((await delegatorsOf(THREE)).delegators).toHaveLength(1);
});

test('two generations at once: the newer one stands', async () => {
  const { pool } = stage.database;
  const outcomes = await Promise.all([3, 4, 5].map((nth) => loadLive(pool, nth, POOLS, ROWS)));
  expect(outcomes.at(-1)?.outcome).toBe('loaded');
  const { rows } = await pool.query(`select blocks from live_generation`);
  expect(rows).toEqual([{ blocks: 5 }]);
});

test('a pool that the ledger let go has no live stake, and its followers hear of it', async () => {
  const { pool } = stage.database;
  await loadLive(pool, 6, POOLS.slice(0, 2), ROWS);
  await loadLive(pool, 7, POOLS.slice(1, 2), []);
  const { rows } = await pool.query(
    `select payload ->> 'old_stake' as was, payload ->> 'livestake' as now from notice where key like $1`,
    [`stake_change:${ONE}:%7`],
  );
  expect(rows).toEqual([{ was: '700000000', now: '0' }]);
  await stage.drain();
  expect((await delegatorsOf(ONE)).delegators).toEqual([]);
});

describe('a ranking', () => {
  const asked = (atMs: number, rewards: readonly (readonly [number, bigint])[]) =>
    inTransaction(stage.database.pool, (tx) =>
      savePoolRanking(tx, {
        magic: 7,
        epoch: epoch(4),
        askedAtMs: unixMs(atMs),
        rewards: new Map(rewards.map(([pool, reward]) => [testPoolId(pool), reward])),
      }),
    );
  const ranks = async () => {
    const found = await poolRanks(stage.database.pool, [ONE, TWO, THREE]);
    return [ONE, TWO, THREE].map((pool) => found.get(pool));
  };

  test('is shown with the pools', async () => {
    await loadLive(stage.database.pool, 8, POOLS, ROWS);
    expect(
      await asked(1_000, [
        [1, 5n],
        [2, 9n],
        [3, 0n],
      ]),
    ).toEqual({ outcome: 'ranked', changed: 3, missing: [] });
    await stage.drain();
    expect([ONE, TWO, THREE].map((pool) => stage.read(`stake_pools/${pool}/r`))).toEqual([2, 1, 3]);
  });

  test('leaves a pool that it does not have the rank it had, and names it', async () => {
    expect(
      await asked(2_000, [
        [1, 5n],
        [3, 0n],
      ]),
    ).toEqual({ outcome: 'ranked', changed: 2, missing: [TWO] });
    expect(await ranks()).toEqual([1, 1, 2]);
  });

  test('that was asked earlier, or is told twice, changes nothing', async () => {
    expect(await asked(2_000, [[1, 0n]])).toMatchObject({ outcome: 'older' });
    expect(await asked(1_999, [[1, 0n]])).toMatchObject({ outcome: 'older' });
    expect(await ranks()).toEqual([1, 1, 2]);
  });
});

test('prices stand in the record of the network, a number for every code, and 0 while none are told', async () => {
  const moment = unixMs(Date.UTC(2026, 10, 20));
  const saved = { earned: epoch(3), paidAtMs: moment, pricedAtMs: moment, askedAtMs: moment };
  const prices = Object.fromEntries([...PRICE_CURRENCIES, 'ada'].map((code) => [code, 0]));
  await redraw(stage.database.pool, { kinds: ['ecosystem'] });
  await stage.drain();
  expect(stage.read('ecosystem/prices')).toEqual({ ...prices, ada: 1 });
  await inTransaction(stage.database.pool, (tx) =>
    saveExchangeRates(tx, { ...saved, rates: new Map([['usd', '0.25']]) }),
  );
  await stage.drain();
  expect(stage.read('ecosystem/prices')).toEqual({ ...prices, usd: 0.25, ada: 1 });
});
