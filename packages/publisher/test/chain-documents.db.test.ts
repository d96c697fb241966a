import { epoch, lovelace, ratio } from '@pooltool/domain';
import { hash32, testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { saveBlocksBefore } from '@pooltool/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AWARD, BLOCK, EPOCH, POOL_STATS, POOL_UPDATE, STAKE_POOL, SYNC_STATUS } from './contract.ts';
import { type Shape, shapeFaults } from './shape.ts';
import {
  backTo,
  follow,
  makeBlock,
  network,
  OWNER,
  POOL_1,
  registration,
  retirement,
  snapshotOf,
} from './small-truth.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

const told = (given: Parameters<typeof registration>[2] = {}, cost = 340_000_000n) => registration(1, cost, given);

/** Ten blocks of pool 1 in epoch 0 and one of pool 2 in epoch 1; pool 1 registers, changes, retires and stays. */
const CHAIN = [
  makeBlock({ height: 1, pool: 1, slot: 5, effects: [told()] }),
  makeBlock({ height: 2, pool: 1, slot: 10, effects: [told({ pledge: lovelace(1_500_000_000_000n) }, 170_000_000n)] }),
  makeBlock({ height: 3, pool: 1, slot: 20, effects: [retirement(1, 3)] }),
  makeBlock({
    height: 4,
    pool: 1,
    slot: 30,
    effects: [told({ pledge: lovelace(1_500_000_000_000n), margin: ratio(1n, 10n) }, 170_000_000n)],
  }),
  ...[5, 6, 7, 8, 9, 10].map((height) => makeBlock({ height, pool: 1, slot: height * 9 })),
  makeBlock({ height: 11, pool: 2, slot: 110 }),
] as const;

const timeOf = (slot: number): number => network.systemStartMs + slot * 1_000;
const feedKey = (slot: number, kind: string) => `${`${slot}`.padStart(12, '0')}-00000-00000-${kind}`;
const entry = (slot: number, given: Readonly<Record<string, string>>) => ({
  time: timeOf(slot),
  poolId: POOL_1,
  name: '',
  ticker: '',
  ...given,
});
/** By key, which sorts as the chain goes. */
const FEED = {
  [feedKey(5, 'registration')]: entry(5, { type: 'registration', from: '', to: '' }),
  [feedKey(10, 'pledge')]: entry(10, { type: 'pledge', from: '0', to: '1.5M' }),
  [feedKey(10, 'cost')]: entry(10, { type: 'fixed', from: '340.0', to: '170.0' }),
  [feedKey(20, 'retirement')]: entry(20, { type: 'retire', from: '', to: '3', retiring_epoch: '3' }),
  [feedKey(30, 'retirement-cancelled')]: entry(30, {
    type: 'retire',
    from: '3',
    to: 'cancelled',
    retiring_epoch: '3 (cancelled)',
  }),
  [feedKey(30, 'margin')]: entry(30, { type: 'margin', from: '5.00%', to: '10.00%' }),
};
/** The keys of the feed of all pools end in the pool. */
const ofAllPools = (feed: Readonly<Record<string, unknown>>, pool: string = POOL_1) =>
  Object.fromEntries(Object.entries(feed).map(([key, value]) => [`${key}-${pool}`, value]));
const FEED_UP_TO_SLOT_20 = Object.fromEntries(Object.entries(FEED).filter(([key]) => key < feedKey(21, '')));

/** Every document of the chain by its path, and what it must hold. */
const CONTRACT: readonly (readonly [path: RegExp, Shape])[] = [
  [/^recent_block$/, BLOCK],
  [/^blocks\/\d+\/\d+$/, BLOCK],
  [/^pool_blocks\/[0-9a-f]{56}\/\d+\/\d+$/, BLOCK],
  [/^pool_blocks_ne\/[0-9a-f]{56}\/\d+$/, BLOCK],
  [/^stake_pools\/[0-9a-f]{56}$/, STAKE_POOL],
  [/^pool_stats\/[0-9a-f]{56}$/, { ...POOL_STATS, 'blocks?': ['map', 'int'] }],
  [/^epochs\/\d+$/, EPOCH],
  [/^all_pool_updates_blockfrost\/[\w-]+$/, POOL_UPDATE],
  [/^pool_updates_blockfrost\/[0-9a-f]{56}\/[\w-]+$/, POOL_UPDATE],
  [/^awards\/cardano\/[0-9a-f]{56}\/[\w-]+$/, AWARD],
  [/^mary_db_sync_status$/, SYNC_STATUS],
];

/** What breaks the contract below `at`: documents of another shape, and values where no document is. */
function contractFaults(value: unknown, at: string): string[] {
  // A list that the database makes of dense numbers has nulls where nothing is.
  if (value === null) return [];
  const found = CONTRACT.find(([path]) => path.test(at));
  if (found !== undefined) return shapeFaults(value, found[1], at);
  if (typeof value !== 'object') return [`${at} is no document`];
  return Object.entries(value).flatMap(([key, child]) => contractFaults(child, at === '' ? key : `${at}/${key}`));
}

/** Without what an epoch's dump brings: those are not the chain's. */
const drawn = () => Object.entries(stage.documents()).filter(([, value]) => value !== null);

describe('the documents of the chain', () => {
  beforeEach(async () => {
    await follow(stage.database.pool, CHAIN);
    await stage.drain();
  });

  test('hold what the clients read, each field of its type and unit, and nothing else', () => {
    expect(drawn().flatMap(([path, value]) => contractFaults(value, path))).toEqual([]);
    expect(drawn().map(([path]) => path)).toEqual([
      'recent_block',
      'blocks',
      'pool_blocks',
      'pool_blocks_ne',
      'stake_pools',
      'pool_stats',
      'all_pool_updates_blockfrost',
      'pool_updates_blockfrost',
      'awards',
      'epochs',
      'mary_db_sync_status',
    ]);
  });

  test('show a block alike at its four places', () => {
    const record = {
      block: 11,
      epoch: 1,
      slot: 10,
      cslot: 110,
      time: timeOf(110),
      hash: hash32(110_002),
      leaderPoolId: testPoolId(2),
      leaderPoolName: '',
      leaderPoolTicker: '',
      transactions: 1,
      fees: 170_000,
      output: 5_000_000,
      size: 100,
      cbor_size_bytes: 1_000,
      ex_units_mem: 7,
      ex_units_steps: 9,
    };
    const places = [
      'recent_block',
      'blocks/1/11',
      `pool_blocks/${testPoolId(2)}/1/11`,
      `pool_blocks_ne/${testPoolId(2)}/11`,
    ];
    for (const path of places) expect(stage.read(path), path).toEqual(record);
  });

  test('show a pool with what is in force, and on its page whom it belongs to', () => {
    expect(stage.read(`stake_pools/${POOL_1}`)).toEqual({
      id: POOL_1,
      t: '',
      n: '',
      d: false,
      x: false,
      i: false,
      r: 1000,
      o: 0,
      oo: 0,
      b: 10,
      eb: 0,
      l: 10,
      f: 170_000_000,
      ff: 170_000_000,
      m: 10,
      fm: 10,
      p: 1_500_000_000_000,
      fp: 1_500_000_000_000,
    });
    expect(stage.read(`pool_stats/${POOL_1}`)).toEqual({
      firstEpoch: 2,
      owners: [OWNER],
      reward_address: OWNER,
      metadataUrl: 'https://example.com/1.json',
      metadataHash: hash32(1),
      blocks: [10],
    });
    expect(stage.read(`stake_pools/${testPoolId(2)}`)).toMatchObject({ x: true, d: false, b: 1, eb: 1, l: 1 });
    expect(stage.read(`pool_stats/${testPoolId(2)}`)).toEqual({ firstEpoch: 0, owners: [''], blocks: [null, 1] });
  });

  test('count in the lifetime of a pool what it made before our chain', async () => {
    await stage.database.pool.query(`update pool set blocks_before = 90 where pool_id = decode($1, 'hex')`, [POOL_1]);
    await follow(stage.database.pool, [makeBlock({ height: 12, pool: 1, slot: 120 })]);
    await stage.drain();
    expect(stage.read(`stake_pools/${POOL_1}`)).toMatchObject({ l: 101, b: 1, eb: 1 });
  });

  test('sum up an epoch with its last block', () => {
    expect(stage.read('epochs/0')).toEqual({
      epoch: 0,
      blocks: 10,
      blocksGenesis: 0,
      transactions: 10,
      fees: 1_700_000,
      totalOutput: 50_000_000,
      epochCborSize: 10_000,
      lastBlockTime: timeOf(90),
    });
  });

  test('tell how far the chain is in numbers', () => {
    expect(stage.read('mary_db_sync_status')).toEqual({ block_no: 11, epoch_no: 1 });
  });

  test('tell every change of a pool in both feeds, in the order of the chain', () => {
    expect(stage.read('all_pool_updates_blockfrost')).toEqual(ofAllPools(FEED));
    expect(stage.read(`pool_updates_blockfrost/${POOL_1}`)).toEqual(FEED);
  });

  test('keep the award for every milestone', () => {
    const award = (slot: number) => ({
      type: 'MAINBLOCKS',
      value: timeOf(slot) / 1000,
      hash: hash32(slot * 1_000 + 1),
    });
    expect(stage.read(`awards/cardano/${POOL_1}`)).toEqual({
      'blocks-00001': { ...award(5), award: 'LIFETIME_BLOCKS_1', text: '# 1<br/>First Smallnet Block' },
      'blocks-00010': { ...award(90), award: 'LIFETIME_BLOCKS_10', text: '# 10<br/>10th Smallnet Block' },
    });
  });

  test('lose what is rolled back, and tell it anew with the block that comes instead', async () => {
    const { pool } = stage.database;
    await backTo(pool, CHAIN[2]);
    await stage.drain();
    expect(stage.read('all_pool_updates_blockfrost')).toEqual(ofAllPools(FEED_UP_TO_SLOT_20));
    expect(stage.read(`pool_updates_blockfrost/${POOL_1}`)).toEqual(FEED_UP_TO_SLOT_20);
    expect(stage.read(`awards/cardano/${POOL_1}`)).toMatchObject({ 'blocks-00001': { award: 'LIFETIME_BLOCKS_1' } });
    expect(stage.read(`awards/cardano/${POOL_1}/blocks-00010`)).toBeNull();
    expect(stage.read(`awards/cardano/${testPoolId(2)}`)).toBeNull();
    expect(stage.read('epochs/0')).toMatchObject({ blocks: 3, fees: 510_000, lastBlockTime: timeOf(20) });
    expect(stage.read('mary_db_sync_status')).toEqual({ block_no: 3, epoch_no: 0 });
    // The same certificate position on the other branch, with another certificate.
    await follow(pool, [makeBlock({ height: 4, pool: 1, slot: 30, effects: [retirement(1, 5)] })]);
    await stage.drain();
    expect(stage.read(`pool_updates_blockfrost/${POOL_1}`)).toEqual({
      ...FEED_UP_TO_SLOT_20,
      [feedKey(30, 'retirement')]: entry(30, { type: 'retire', from: '3', to: '5', retiring_epoch: '5' }),
    });
  });
});

test('a pool that only its blocks before our chain are known of is shown when our chain meets it, and no longer than that', async () => {
  const { pool } = stage.database;
  const start = makeBlock({ height: 1, pool: 3, slot: 5 });
  await follow(pool, [start]);
  await inTransaction(pool, (tx) => saveBlocksBefore(tx, [{ pool: POOL_1, blocks: 41 }]));
  const shown = async () => {
    await stage.drain();
    return [stage.read(`stake_pools/${POOL_1}/l`), stage.read(`pool_stats/${POOL_1}/owners`)];
  };
  expect(await shown()).toEqual([null, null]);
  await follow(pool, [makeBlock({ height: 2, pool: 1, slot: 10 })]);
  expect(await shown()).toEqual([42, ['']]);
  await backTo(pool, start);
  expect(await shown()).toEqual([null, null]);
});

test('a registration turns out to be a change, once a snapshot shows that the pool had been there before', async () => {
  const { pool } = stage.database;
  await follow(pool, [makeBlock({ height: 1, pool: 2, slot: 110, effects: [told()] })]);
  await stage.drain();
  expect(stage.read(`pool_updates_blockfrost/${POOL_1}`)).toEqual({
    [feedKey(110, 'registration')]: entry(110, { type: 'registration', from: '', to: '' }),
  });
  await snapshotOf(pool, epoch(2));
  await stage.drain();
  expect(stage.read(`pool_updates_blockfrost/${POOL_1}`)).toEqual({
    [feedKey(110, 'margin')]: entry(110, { type: 'margin', from: '0%', to: '5.00%' }),
    [feedKey(110, 'cost')]: entry(110, { type: 'fixed', from: '170.0', to: '340.0' }),
  });
  expect(stage.read(`stake_pools/${POOL_1}`)).toMatchObject({ f: 170_000_000, ff: 340_000_000, m: 0, fm: 5 });
  expect(stage.read(`pool_stats/${POOL_1}`)).toMatchObject({ firstEpoch: 2 });
});

test('what takes the place of an undone certificate is told, though another pool says it', async () => {
  const { pool } = stage.database;
  const start = makeBlock({ height: 1, pool: 3, slot: 5 });
  // By pools in both orders, since one document is drawn before the other.
  for (const [undone, instead] of [
    [1, 2],
    [2, 1],
  ] as const) {
    await stage.clear();
    await follow(pool, [start, makeBlock({ height: 2, pool: 3, slot: 10, effects: [registration(undone, 1n)] })]);
    await stage.drain();
    await backTo(pool, start);
    await follow(pool, [makeBlock({ height: 2, pool: 2, slot: 10, effects: [registration(instead, 1n)] })]);
    await stage.drain();
    const told = { ...entry(10, { type: 'registration', from: '', to: '' }), poolId: testPoolId(instead) };
    const feed = { [feedKey(10, 'registration')]: told };
    expect(stage.read('all_pool_updates_blockfrost')).toEqual(ofAllPools(feed, testPoolId(instead)));
    expect(stage.read('pool_updates_blockfrost')).toEqual({ [testPoolId(instead)]: feed });
  }
});
