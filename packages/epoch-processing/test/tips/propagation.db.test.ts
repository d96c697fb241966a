import { afterEach, beforeEach, expect, test } from 'vitest';
import { at, blocksOn, times } from '../../../store/test/chain/told-chain.ts';
import { claimOfBlock } from '../../../store/test/tips/propagation-in-words.ts';
import { reportOf } from '../../../store/test/tips/told-reports.ts';
import { smallNetwork, startWatchingStage, type WatchingStage } from './watching-stage.ts';

/** Heights 1 to 9 are epoch 0, then ten an epoch; all of pool 1. */
const blocks = blocksOn(null, times(60, 1));
const upTo = (height: number) => blocks.slice(0, height);
const seen = (height: number, from: number, delayMs: number) =>
  reportOf(claimOfBlock(at(blocks, height)), from, delayMs);

let stage: WatchingStage;
beforeEach(async () => {
  stage = await startWatchingStage(smallNetwork(12), { keepReportEpochs: 2 });
});
afterEach(() => stage.close());

const counted = () =>
  stage.rowsOf(`select epoch, datapoints from pool_propagation where side = 'producer' order by epoch`);

test('an epoch is counted when its last block is six deep, and once more with what came late, for good', async () => {
  await stage.forward(upTo(14));
  await stage.report([seen(1, 2, 300), seen(9, 2, 300)]);
  await stage.work();
  expect(await counted()).toEqual([]);
  await stage.forward([at(blocks, 15)]);
  await stage.work();
  expect(await counted()).toEqual([{ epoch: 0, datapoints: 2 }]);
  await stage.report([seen(1, 3, 400)]);
  await stage.forward(blocks.slice(15, 20));
  await stage.work();
  expect(await counted()).toEqual([{ epoch: 0, datapoints: 2 }]);
  await stage.forward([at(blocks, 21)]);
  await stage.work();
  await stage.work();
  expect(await counted()).toEqual([{ epoch: 0, datapoints: 3 }]);
  expect(await stage.runsOf('propagation')).toEqual({ 0: 2 });
});

test('an epoch that a roll backward changed is counted again', async () => {
  await stage.report([seen(1, 2, 300), seen(9, 2, 300)]);
  await stage.forward(upTo(15));
  await stage.work();
  await stage.backTo(at(blocks, 8));
  await stage.forward(blocksOn(at(blocks, 8), times(8, 1), 1));
  await stage.work();
  expect(await counted()).toEqual([{ epoch: 0, datapoints: 1 }]);
});

test('an epoch nobody reported anything of is not counted, and holds up no other', async () => {
  await stage.report([seen(25, 2, 300)]);
  await stage.forward(upTo(60));
  await stage.work();
  expect(await stage.runsOf('propagation')).toEqual({ 2: 1 });
});

test('reports two epochs behind the newest counted one are dropped, and their epoch refuses to be counted anew', async () => {
  await stage.report([seen(1, 2, 300), seen(15, 2, 300), seen(25, 2, 300)]);
  await stage.forward(upTo(60));
  await stage.work();
  expect(await stage.rowsOf('select epoch from reported_block order by 1')).toEqual([{ epoch: 1 }, { epoch: 2 }]);
  expect(await counted()).toHaveLength(3);
  await stage.control.request({ asset: 'propagation', partition: '0' });
  await stage.work();
  expect(await stage.rowsOf(`select error ->> 'code' as code from asset_run where state = 'failed'`)).toEqual([
    { code: 'POOLTOOL_EPOCH_REPORTS_DROPPED' },
  ]);
  expect(await counted()).toHaveLength(3);
});
