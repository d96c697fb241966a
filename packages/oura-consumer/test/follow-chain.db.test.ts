import { type Block, height, type Point, slot } from '@pooltool/domain';
import { manualClock, systemClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { inTransaction, openPool, type Pool } from '@pooltool/shared-utils/pg';
import { CHAIN_FEED, claimNetwork, readSyncPoint, settleChain } from '@pooltool/store';
import { createTestDatabase, type TestDatabase, tableRows, tablesOf } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type ChainFollower, chainFollower } from '../src/index.ts';
import { MAINNET_ADDRESS, madeBlock, madeChain, nth, payment, SMALL, TESTNET_ADDRESS, told } from './made-chain.ts';

let database: TestDatabase;
let follower: ChainFollower;
beforeAll(async () => {
  database = await createTestDatabase();
  await claimNetwork(database.pool, SMALL);
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query(`truncate ${WRITTEN.join(', ')} cascade`);
  follower = followerOn(database.pool);
});

const WRITTEN = [...tablesOf('chain'), 'undone_block', 'document_mark', 'notice'];
const K = SMALL.securityParameter;

const followerOn = (pool: Pool) => chainFollower({ pool, network: SMALL, clock: systemClock, log: memoryLog() });
const followAll = async (blocks: readonly Block[], by = follower) => {
  for (const block of blocks) await by.follow(told(block));
};
const truth = () => tableRows(database.pool);
const everything = () => tableRows(database.pool, { tables: WRITTEN });
const ourTip = async () => (await readSyncPoint(database.pool, CHAIN_FEED))?.hash ?? null;
const pointOf = ({ slot, hash }: Block): Point => ({ slot, hash });
const backTo = (to: Point | 'origin') => follower.follow({ kind: 'roll-backward', to });

/** What a database holds that followed only these blocks. */
async function cleanTruth(blocks: readonly Block[]) {
  const clean = await createTestDatabase();
  onTestFinished(() => clean.close());
  await followAll(blocks, followerOn(clean.pool));
  return tableRows(clean.pool);
}

/** @returns what the work is refused with; nothing may be written then. */
async function refusal(work: () => Promise<unknown>): Promise<unknown> {
  const before = await everything();
  const error = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(await everything()).toEqual(before);
  return error;
}

describe('a block is refused, and nothing is written, when', () => {
  const chain = madeChain('a', 3);
  const tip = nth(chain, -1);

  test.each<[string, Partial<Block>, string]>([
    ['its height is not one more', { height: height(5) }, 'POOLTOOL_BLOCK_HEIGHT_WRONG'],
    ['its slot is its parent’s', { slot: tip.slot }, 'POOLTOOL_BLOCK_SLOT_WRONG'],
    ['its slot is before its parent’s', { slot: slot(3) }, 'POOLTOOL_BLOCK_SLOT_WRONG'],
    ['it pays to another network', { transactions: [payment('t', MAINNET_ADDRESS)] }, 'POOLTOOL_BLOCK_FOREIGN'],
    ['its era is over', { era: 'byron' }, 'POOLTOOL_BLOCK_FOREIGN'],
  ])('%s', async (_, wrong, code) => {
    await followAll(chain);
    const block = madeBlock('wrong', tip, wrong);
    expect(await refusal(() => follower.follow(told(block)))).toMatchObject({ code, disposition: 'reject' });
    expect(await refusal(() => followerOn(database.pool).follow(told(block)))).toMatchObject({ code });
  });

  test('it pays to another network, though the chain is empty; to its own it begins the chain', async () => {
    const paying = (address: string) => madeBlock('first', null, { transactions: [payment('t', address)] });
    expect(await refusal(() => follower.follow(told(paying(MAINNET_ADDRESS))))).toMatchObject({
      code: 'POOLTOOL_BLOCK_FOREIGN',
    });
    expect(await follower.follow(told(paying(TESTNET_ADDRESS)))).toMatchObject({ did: 'rolled-forward' });
  });

  test('something is missing before it; the answer tells where Oura has to start', async () => {
    await followAll(chain);
    const far = nth(madeChain('far', 2, tip), -1);
    expect(await refusal(() => follower.follow(told(far)))).toMatchObject({
      code: 'POOLTOOL_PARENT_UNKNOWN',
      status: 409,
      message: expect.stringContaining(`cursor ${tip.slot},${tip.hash}`),
    });
  });

  test.each([
    [K, 'rolled-forward'],
    [K + 1, 'POOLTOOL_ROLLBACK_TOO_DEEP'],
  ])('it forks off %i blocks below the tip: %s', async (depth, outcome) => {
    const long = madeChain('b', 10);
    await followAll(long);
    const fork = madeBlock('fork', nth(long, -1 - depth));
    if (depth <= K) {
      expect(await follower.follow(told(fork))).toMatchObject({ did: outcome, undone: depth });
    } else {
      const error = await refusal(() => follower.follow(told(fork)));
      expect(error).toMatchObject({ code: outcome, disposition: 'halt', details: { depth, most: K } });
    }
  });
});

describe('a roll backward leaves what a clean chain to that point holds, told by', () => {
  const chain = madeChain('c', 9);
  const kept = chain.slice(0, -4);
  const at = nth(kept, -1);

  test.each<[string, () => Promise<unknown>]>([
    ['an event', () => backTo(pointOf(at))],
    ['the undoing of the block after', () => follower.follow({ kind: 'undo', point: pointOf(nth(chain, -4)) })],
    ['an operator', () => follower.rollBackToSlot(slot(at.slot + 9))],
  ])('%s', async (_, back) => {
    await followAll(chain);
    expect(await back()).toEqual({
      did: 'rolled-backward',
      tip: { slot: at.slot, hash: at.hash, height: at.height },
      undone: 4,
      recorded: 0,
    });
    expect(await truth()).toEqual(await cleanTruth(kept));
  });

  test('a block of another branch, and then holds what that branch alone would have written', async () => {
    await followAll(chain);
    const branch = madeChain('d', 3, at);
    await followAll(branch);
    expect(await truth()).toEqual(await cleanTruth([...kept, ...branch]));
  });

  test('an event to the origin: all goes, and another chain may begin', async () => {
    await followAll(chain.slice(0, K));
    expect(await backTo('origin')).toMatchObject({ did: 'rolled-backward', tip: null, undone: K });
    expect(await truth()).toEqual(await cleanTruth([]));
    const other = madeChain('e', 2);
    await followAll(other);
    expect(await truth()).toEqual(await cleanTruth(other));
  });

  test('an event to the point our chain began after, or another first block', async () => {
    const [before, ...ours] = chain.slice(0, 5);
    if (before === undefined) throw new Error('five blocks were made');
    await followAll(ours);
    expect(await backTo(pointOf(before))).toMatchObject({ tip: null, undone: 4 });
    expect(await truth()).toEqual(await cleanTruth([]));
    await followAll(ours);
    const other = madeChain('f', 2, before);
    await followAll(other);
    expect(await truth()).toEqual(await cleanTruth(other));
  });

  test('the undoing of our first block', async () => {
    await followAll(chain.slice(0, 2));
    expect(await follower.follow({ kind: 'undo', point: pointOf(nth(chain, 0)) })).toMatchObject({
      tip: null,
      undone: 2,
    });
    expect(await truth()).toEqual(await cleanTruth([]));
  });
});

describe('a roll backward is refused, and nothing is written,', () => {
  const chain = madeChain('g', 10);

  test.each<[string, () => Promise<unknown>]>([
    ['an event', () => backTo(pointOf(nth(chain, -2 - K)))],
    ['an undoing', () => follower.follow({ kind: 'undo', point: pointOf(nth(chain, -1 - K)) })],
    ['an event to the origin', () => backTo('origin')],
  ])('deeper than k by %s: the feed was rewound, and is told where to start', async (_, back) => {
    await followAll(chain);
    expect(await refusal(back)).toMatchObject({
      code: 'POOLTOOL_FEED_REWOUND',
      disposition: 'retry',
      status: 409,
      message: expect.stringContaining(`cursor ${nth(chain, -1).slot},${nth(chain, -1).hash}`),
    });
    expect(await follower.follow(told(madeBlock('on', nth(chain, -1))))).toMatchObject({ did: 'rolled-forward' });
  });

  test.each([
    ['deeper than k', nth(chain, -2 - K).slot],
    ['before our chain', slot(0)],
  ])('%s by an operator', async (_, to) => {
    await followAll(chain.slice(1));
    expect(await refusal(() => follower.rollBackToSlot(to))).toMatchObject({
      code: 'POOLTOOL_ROLLBACK_REFUSED',
      disposition: 'reject',
    });
  });

  test('to a point that is not ours, or is ours in another slot', async () => {
    await followAll(chain.slice(0, 4));
    const stranger = pointOf(madeBlock('stranger', nth(chain, 1)));
    const misplaced = { ...pointOf(nth(chain, 2)), slot: slot(21) };
    for (const point of [stranger, misplaced]) {
      expect(await refusal(() => backTo(point))).toMatchObject({ code: 'POOLTOOL_POINT_UNKNOWN', status: 409 });
    }
    await database.pool.query('truncate block, sync_point');
    await followAll(chain.slice(2, 5), followerOn(database.pool));
    expect(await refusal(() => backTo('origin'))).toMatchObject({ code: 'POOLTOOL_POINT_UNKNOWN' });
  });

  test('by one after the other, below what was k deep when our chain was highest: that is settled', async () => {
    const long = madeChain('s', 4 * K);
    await followAll(long);
    await inTransaction(database.pool, (tx) => settleChain(tx, SMALL));
    const settled = nth(long, -1 - K);
    expect(await follower.rollBackToSlot(settled.slot)).toMatchObject({ undone: K });
    await inTransaction(database.pool, (tx) => settleChain(tx, SMALL));
    const before = nth(long, -2 - K);
    const refusals: [() => Promise<unknown>, string][] = [
      [() => follower.rollBackToSlot(before.slot), 'POOLTOOL_ROLLBACK_REFUSED'],
      [() => backTo(pointOf(before)), 'POOLTOOL_FEED_REWOUND'],
      [() => follower.follow({ kind: 'undo', point: pointOf(settled) }), 'POOLTOOL_FEED_REWOUND'],
      [() => follower.follow(told(madeBlock('fork', before))), 'POOLTOOL_ROLLBACK_TOO_DEEP'],
    ];
    for (const [back, code] of refusals) {
      expect(await refusal(back)).toMatchObject({ code, message: expect.stringContaining(settled.hash) });
    }
    expect(await follower.follow(told(madeBlock('fork', settled)))).toMatchObject({ did: 'rolled-forward' });
  });

  test('and nothing is wrong, when there is nothing to undo', async () => {
    await followAll(chain.slice(0, 4));
    const nothing = { did: 'nothing' };
    expect(
      await refusal(async () => expect(await backTo(pointOf(nth(chain, 3)))).toMatchObject(nothing)),
    ).toBeUndefined();
    const stranger = pointOf(madeBlock('stranger', nth(chain, 1)));
    const undo = async () => expect(await follower.follow({ kind: 'undo', point: stranger })).toMatchObject(nothing);
    expect(await refusal(undo)).toBeUndefined();
  });
});

describe('two followers of one database', () => {
  const chain = madeChain('h', 8);

  test('the one whose tip was moved by the other judges the next block anew', async () => {
    await followAll(chain.slice(0, 6));
    const operator = followerOn(database.pool);
    await operator.rollBackToSlot(nth(chain, 3).slot);
    expect(await refusal(() => follower.follow(told(nth(chain, 6))))).toMatchObject({
      code: 'POOLTOOL_PARENT_UNKNOWN',
      message: expect.stringContaining(`cursor ${nth(chain, 3).slot},${nth(chain, 3).hash}`),
    });
    await followAll(chain.slice(4));
    expect(await truth()).toEqual(await cleanTruth(chain));
  });

  test('at once, with rows of two branches, end with one of them', async () => {
    await followAll(chain.slice(0, 2));
    const onto = nth(chain, 1);
    const pipelined = openPool({ connectionString: database.url, applicationName: 'second', pipelined: true });
    onTestFinished(() => pipelined.end());
    const other = followerOn(pipelined);
    await other.follow(told(onto));
    const [mine, theirs] = [madeChain('mine', 4, onto), madeChain('theirs', 4, onto)];
    await Promise.allSettled([followAll(mine), followAll(theirs, other)]);
    const won = (await ourTip()) === nth(mine, -1).hash ? mine : theirs;
    await followAll(won);
    expect(await truth()).toEqual(await cleanTruth([...chain.slice(0, 2), ...won]));
  });

  test('a follower that starts anew, or is asked twice at once, repeats nothing', async () => {
    await followAll(chain);
    const before = await everything();
    await Promise.all([followAll(chain), followAll(chain, followerOn(database.pool))]);
    expect(await everything()).toEqual(before);
  });
});

describe('people are told', () => {
  const chain = madeChain('n', 4);
  const toldOf = async () =>
    (await database.pool.query(`select slot from notice where kind = 'block_minted' order by slot`)).rows.map((row) =>
      Number(row['slot']),
    );

  test('of blocks that are no older than news, when they arrive', async () => {
    const clock = manualClock(SMALL.systemStartMs + 30_000);
    const telling = chainFollower({
      pool: database.pool,
      network: SMALL,
      clock,
      log: memoryLog(),
      tellWithinMs: 10_000,
    });
    await followAll(chain, telling);
    expect(await toldOf()).toEqual([20, 30]);
  });

  test('of all blocks, when the network is younger than news', async () => {
    const clock = manualClock(SMALL.systemStartMs + 30_000);
    const log = memoryLog();
    await followAll(chain, chainFollower({ pool: database.pool, network: SMALL, clock, log, tellWithinMs: 3_600_000 }));
    expect(await toldOf()).toEqual([0, 10, 20, 30]);
  });

  test('of none, when nothing says what news are', async () => {
    await followAll(chain);
    expect(await toldOf()).toEqual([]);
  });
});

test('the log tells a roll backward after it is written, and none that was refused', async () => {
  const log = memoryLog();
  const logging = chainFollower({ pool: database.pool, network: SMALL, clock: systemClock, log });
  const chain = madeChain('l', 8);
  await followAll(chain, logging);
  await expect(logging.rollBackToSlot(slot(0))).rejects.toMatchObject({ code: 'POOLTOOL_ROLLBACK_REFUSED' });
  expect(log.of('chain.rolled-backward')).toEqual([]);
  await followAll(madeChain('m', 1, nth(chain, 5)), logging);
  expect(log.of('chain.rolled-backward')).toMatchObject([{ undone: 2, recorded: 1 }]);
});

test('a fault of the database is answered, writes nothing, and when it has passed the same block is followed', async () => {
  const chain = madeChain('o', 3);
  await followAll(chain.slice(0, 2));
  await database.pool.query(`alter table block add constraint "no third" check (height < 2)`);
  expect(await refusal(() => follower.follow(told(nth(chain, 2))))).toMatchObject({ constraint: 'no third' });
  await database.pool.query(`alter table block drop constraint "no third"`);
  expect(await follower.follow(told(nth(chain, 2)))).toMatchObject({ did: 'rolled-forward' });
});

describe('the lag of a block', () => {
  const lags = async () =>
    (await database.pool.query('select lag_ms from block order by slot')).rows.map((row) => row['lag_ms']);

  test('is from its parent, also after a roll backward; the first has none', async () => {
    const chain = madeChain('i', 4);
    await followAll(chain);
    await backTo(pointOf(nth(chain, 1)));
    await followerOn(database.pool).follow(told(madeBlock('late', nth(chain, 1), { slot: slot(77) })));
    expect(await lags()).toEqual([null, 10_000n, 67_000n]);
  });
});
