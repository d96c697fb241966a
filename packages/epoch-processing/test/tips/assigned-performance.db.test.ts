import { epoch } from '@pooltool/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { poolNumber } from '../../../store/test/chain/small-chain.ts';
import { at, blocksOn, times } from '../../../store/test/chain/told-chain.ts';
import { commit, reveal, schedule, textOf } from '../../../store/test/slots/slot-sender.ts';
import { smallNetwork, startWatchingStage, type WatchingStage } from './watching-stage.ts';

/** Heights 1 to 9 are epoch 0, one block in ten slots; pool 1 makes the odd ones. */
const blocks = blocksOn(
  null,
  Array.from({ length: 60 }, (_, index) => ({ pool: 1 + (index % 2) })),
);
const upTo = (height: number) => blocks.slice(0, height);
const POOL = poolNumber(1);
const SLOTS = [10, 30, 50, 70, 90];

let stage: WatchingStage;
beforeEach(async () => {
  stage = await startWatchingStage(smallNetwork(40));
});
afterEach(() => stage.close());

const judged = () =>
  stage.rowsOf(`select epoch, outcome, assigned, made, height_battles_lost as lost, missed
                from assigned_performance order by epoch, pool_id`);

describe('an epoch whose slots a pool had committed to', () => {
  test('is judged when it is over and six blocks deep, not before, and once', async () => {
    await schedule(stage.pool, POOL, epoch(0), SLOTS);
    await stage.forward(upTo(14));
    await stage.work();
    expect(await judged()).toEqual([]);
    await stage.forward([at(blocks, 15)]);
    await stage.work();
    expect(await judged()).toEqual([{ epoch: 0, outcome: 'settled', assigned: 5, made: 5, lost: 0, missed: 0 }]);
    await stage.forward(blocks.slice(15, 18));
    await stage.work();
    expect(await stage.runsOf('assigned_performance')).toEqual({ 0: 1 });
  });

  test('is told as unrevealed once, and judged again when it is revealed late', async () => {
    const given = { pool: POOL, of: 0, text: textOf([...SLOTS, 95]) };
    await commit(stage.pool, { ...given, count: 6 });
    await stage.forward(upTo(16));
    await stage.work();
    expect(await judged()).toMatchObject([{ outcome: 'unrevealed', assigned: 6, made: 5 }]);
    await stage.work();
    expect(await stage.runsOf('assigned_performance')).toEqual({ 0: 1 });
    await reveal(stage.pool, given);
    await stage.work();
    expect(await judged()).toEqual([{ epoch: 0, outcome: 'settled', assigned: 6, made: 5, lost: 0, missed: 1 }]);
  });

  test('is judged again when a roll backward takes a block from it', async () => {
    await schedule(stage.pool, POOL, epoch(0), SLOTS);
    await stage.forward(upTo(16));
    await stage.work();
    await stage.backTo(at(blocks, 8));
    await stage.work();
    expect(await judged()).toMatchObject([{ made: 5 }]);
    await stage.forward(blocksOn(at(blocks, 8), times(8, 2), 1));
    await stage.work();
    expect(await judged()).toEqual([{ epoch: 0, outcome: 'settled', assigned: 5, made: 4, lost: 1, missed: 0 }]);
    expect(await stage.runsOf('assigned_performance')).toEqual({ 0: 2 });
  });

  test('is looked at no more when nobody may reveal and no roll backward reaches it', async () => {
    await schedule(stage.pool, POOL, epoch(0), SLOTS);
    await stage.forward(upTo(48));
    await stage.work();
    const cursor = `select cursor from sensor where name = 'assigned_slots'`;
    expect(await stage.rowsOf(cursor)).toEqual([{ cursor: null }]);
    await stage.forward([at(blocks, 49)]);
    await stage.work();
    expect(await stage.rowsOf(cursor)).toEqual([{ cursor: '0' }]);
    expect(await stage.runsOf('assigned_performance')).toEqual({ 0: 1 });
  });
});

describe('where our chain begins in the middle of an epoch', () => {
  test('that epoch is not judged: what we do not know of would count as missed', async () => {
    await schedule(stage.pool, POOL, epoch(0), SLOTS);
    await schedule(stage.pool, POOL, epoch(1), [110]);
    await stage.forward(blocks.slice(4, 30));
    await stage.work();
    expect(await stage.runsOf('assigned_performance')).toEqual({ 1: 1 });
    await stage.control.request({ asset: 'assigned_performance', partition: '0' });
    await stage.work();
    expect(await stage.states()).toMatchObject({ 'assigned_performance/0': 'failed' });
    const errors = `select error ->> 'code' as code from asset_run where partition = '0'`;
    expect(await stage.rowsOf(errors)).toEqual([{ code: 'POOLTOOL_EPOCH_NOT_FOLLOWED' }]);
  });
});

test('a chain without commitments and tips has neither asset', async () => {
  await stage.forward(upTo(50));
  await stage.work();
  expect(await stage.states()).toEqual({});
});
