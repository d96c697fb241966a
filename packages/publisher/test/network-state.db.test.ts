import { epoch, markOf, PRICE_CURRENCIES, syncFigures, syncShare, unixMs } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { markAgain, markNeverDrawn, objectKey } from '@pooltool/store/documents';
import { readReporterStates, saveSyncSample } from '@pooltool/store/tips';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ALWAYS_THERE } from '../src/families.ts';
import {
  BATTLE_COUNTS,
  BATTLE_MOMENTS,
  BLOCK_FILE,
  EPOCH_MOMENTS,
  FORKS,
  MOMENTS,
  PROTOCOL_VERSIONS,
  STATS,
  SYNC_DATA,
  TRENDS,
} from './battle-contract.ts';
import { forgetReports, told } from './battle-truth.ts';
import { ECOSYSTEM_ALWAYS } from './contract.ts';
import { shapeFaults } from './shape.ts';
import { makeBlock, network } from './small-truth.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.clear();
  await forgetReports(stage.database.pool);
});

const block = (at: number) => makeBlock({ height: at, pool: 1 });
const redraw = (...kinds: Parameters<typeof markAgain>[1]['kinds']) =>
  inTransaction(stage.database.pool, (tx) => markAgain(tx, { kinds }));

/** What the tip loop keeps of the moment `seconds` after the slot of height `at` began. */
const sampled = (at: number, seconds: number) =>
  inTransaction(stage.database.pool, async (tx) => {
    const now = unixMs(network.systemStartMs + block(at).slot * 1_000 + seconds * 1_000);
    const share = syncShare(await readReporterStates(tx), now);
    await saveSyncSample(tx, { at: now, epoch: epoch(3), figures: syncFigures(share, null, now) });
    await markAgain(tx, { kinds: ['sync_data', 'reporter_heights'] });
  });
const by = (...pools: readonly number[]) => pools.map((from) => ({ from, delayMs: 400 }));
const heights = () => Object(stage.read('stake_pool_columns/heights'));

test('all that pages cannot do without is there before the first block, and is not drawn at every start', async () => {
  await markNeverDrawn(stage.database.pool, ALWAYS_THERE);
  await stage.drain();
  expect(shapeFaults(await stage.object('stats/stats.json'), STATS)).toEqual([]);
  expect(await stage.object('stats/syncd.json')).toEqual([]);
  for (const site of ['', '2026']) {
    expect(await stage.object(`stats/battledata${site}.json`)).toEqual([]);
    expect(shapeFaults(await stage.object(`stats/trendingbattles${site}.json`), TRENDS)).toEqual([]);
  }
  const data = Object(stage.read('syncdata'));
  expect(shapeFaults(data, SYNC_DATA)).toEqual([]);
  expect(await stage.object(`blockdata/0/${data.histogramhash}.json`)).toMatchObject({
    rawtips: {},
    histogram: '[[],[]]',
  });
  const ecosystem = Object(stage.read('ecosystem'));
  expect(shapeFaults(ecosystem.battleData, BATTLE_COUNTS)).toEqual([]);
  expect(shapeFaults(ecosystem.protocolVersions, PROTOCOL_VERSIONS)).toEqual([]);
  expect(shapeFaults(ecosystem.recentForkers ?? {}, FORKS)).toEqual([]);
  expect(ecosystem).toMatchObject({ trendingbattles: 0, protocolBlockVersions: {} });
  expect(
    shapeFaults(
      Object.fromEntries(Object.keys(ECOSYSTEM_ALWAYS).map((name) => [name, ecosystem[name]])),
      ECOSYSTEM_ALWAYS,
    ),
  ).toEqual([]);
  expect(['protocolsRelays', 'datacentersRelays', 'iptypesRelays'].map((name) => JSON.parse(ecosystem[name]))).toEqual([
    {},
    {},
    {},
  ]);
  const prices: readonly unknown[] = [...PRICE_CURRENCIES, 'ada'].map((code) => ecosystem.prices[code]);
  expect([prices.length, prices.filter((price) => typeof price !== 'number')]).toEqual([59, []]);
  await markNeverDrawn(stage.database.pool, ALWAYS_THERE);
  expect(await stage.waiting()).toEqual([]);
});

test('the block that statistics show is the newest whose file lies there, and the file comes first', async () => {
  await told(stage.database.pool, block(30), by(5, 6, 7));
  await stage.drain();
  // Nothing of this block is drawn yet.
  await told(stage.database.pool, block(31), by(5, 6, 7));
  await stage.database.pool.query(`delete from document_mark where kind = 'block_propagation'`);
  await sampled(31, 20);
  await stage.drain();
  expect(stage.read('syncdata')).toMatchObject({ majoritymax: 31, histogramheight: 30, histogramhash: block(30).hash });
  await redraw('block_propagation', 'sync_data');
  await stage.drain();
  const data = Object(stage.read('syncdata'));
  expect(data).toMatchObject({ histogramheight: 31, syncd: 3, samples: 3 });
  expect(shapeFaults(await stage.object(`blockdata/0/${data.histogramhash}.json`), BLOCK_FILE)).toEqual([]);
  expect(shapeFaults(await stage.object('stats/stats.json'), STATS)).toEqual([]);
  expect(shapeFaults(await stage.object('stats/syncd.json'), MOMENTS)).toEqual([]);
});

test('of where pools are, only what changed is written', async () => {
  await told(stage.database.pool, block(30), by(5, 6, 7));
  await sampled(30, 20);
  await stage.drain();
  expect(heights()).toEqual({ [testPoolId(5)]: 1, [testPoolId(6)]: 1, [testPoolId(7)]: 1 });
  await told(stage.database.pool, block(36), by(5, 6));
  await sampled(36, 20);
  const written: string[] = [];
  const drain = stage.newDrain({
    firebase: {
      update: async (paths) => {
        written.push(...paths.keys());
        await stage.sinks.firebase.update(paths);
      },
    },
  });
  while (!(await drain.pass()).complete);
  expect(written.filter((path) => path.startsWith('stake_pool_columns/'))).toEqual([
    `stake_pool_columns/heights/${testPoolId(7)}`,
  ]);
  expect(heights()).toEqual({ [testPoolId(5)]: 1, [testPoolId(6)]: 1, [testPoolId(7)]: 30 });
  expect(await stage.object('stats/heights.json')).toMatchObject({ tips: heights(), stats: { majoritymax: 36 } });
});

test('of mainnet a block’s file lies where the page of the network’s health asks for it', () => {
  const path = 'blockdata/13200/ab.json';
  expect([objectKey('Mainnet', path), objectKey('Preprod', path)]).toEqual([path, `Preprod/${path}`]);
});

test('a pool that is silent for an hour has 0', async () => {
  await told(stage.database.pool, block(30), by(5));
  await sampled(30, 4_000);
  await stage.drain();
  expect(heights()).toEqual({ [testPoolId(5)]: 0 });
});

test('the file of 90 minutes has 360 moments, and that of the epoch one every five minutes', async () => {
  await told(stage.database.pool, block(30), by(5));
  await stage.database.pool.query(
    `insert into sync_sample (at, epoch, figures)
     select $1::bigint + n * 15000, 3, $2::jsonb from generate_series(1, 400) as n`,
    [
      network.systemStartMs,
      JSON.stringify(syncFigures(syncShare([], unixMs(network.systemStartMs)), null, unixMs(network.systemStartMs))),
    ],
  );
  await redraw('sync_data', 'epoch_sync_data');
  await stage.drain();
  expect(await stage.object('stats/syncd.json')).toHaveLength(360);
  const ofEpoch = await stage.object('stats/byepoch/3/syncd.json');
  expect(ofEpoch).toHaveLength(21);
  expect(shapeFaults(ofEpoch, EPOCH_MOMENTS)).toEqual([]);
});

test('an epoch’s file stands when its samples are dropped', async () => {
  await stage.database.pool.query(
    `insert into battle_sample values ($1, 3, '{"battles":1,"forks":0,"slotBattles":1,"heightBattles":0,"slot":310,"height":31}')`,
    [network.systemStartMs],
  );
  await redraw('epoch_battle_data', 'battle_statistics');
  await stage.drain();
  const written = await stage.object('stats/byepoch/3/battledata.json');
  expect(shapeFaults(written, BATTLE_MOMENTS)).toEqual([]);
  expect(await stage.object('stats/battledata2026.json')).toEqual(written);
  await stage.database.pool.query('truncate battle_sample');
  await inTransaction(stage.database.pool, (tx) => markAgain(tx, { kinds: [markOf.epochBattleData(epoch(3)).kind] }));
  await stage.drain();
  expect(await stage.object('stats/byepoch/3/battledata.json')).toEqual(written);
});

test('asked to, all documents of reports and battles are drawn again', async () => {
  await told(stage.database.pool, block(30), by(5, 6, 7));
  await sampled(30, 20);
  await stage.drain();
  await redraw(
    'competitive',
    'block_propagation',
    'sync_data',
    'reporter_heights',
    'battle_statistics',
    'epoch_sync_data',
  );
  expect(await stage.waiting()).toEqual([
    'battle_statistics ',
    `block_propagation 30/${block(30).hash}`,
    'competitive 30',
    'epoch_sync_data 3',
    'reporter_heights ',
    'sync_data ',
  ]);
  await stage.drain();
  expect(await stage.waiting()).toEqual([]);
});
