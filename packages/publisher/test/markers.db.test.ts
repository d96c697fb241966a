import { epoch, markOf } from '@pooltool/domain';
import { awsRefused, awsUnreachable } from '@pooltool/shared-utils/aws';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '@pooltool/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sinks } from '../src/drain/sinks.ts';
import { redraw } from '../src/redraw.ts';
import { follow, makeBlock, OWNER, rewardsOf, snapshotOf } from './small-truth.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.clear();
  await stage.database.pool.query(`insert into watched_key values (0, decode($1, 'hex'))`, [OWNER]);
  await follow(stage.database.pool, [makeBlock({ height: 1, pool: 1 })]);
});

const markers = () => stage.read('mary_db_sync_status');

/** A boundary with everything that is published of it: epoch `earned` paid. */
async function boundary(earned: number): Promise<void> {
  await snapshotOf(stage.database.pool, epoch(earned));
  await rewardsOf(stage.database.pool, earned, 'final');
  await inTransaction(stage.database.pool, (tx) => markDocuments(tx, [markOf.rewardColumn(epoch(earned))]));
}

/** An object store that refuses what the test says, or is away. */
const objectsWith = (fault: (key: string) => Error | null): Sinks['objects'] => ({
  async put(object) {
    const error = fault(object.key);
    if (error !== null) throw error;
    return stage.sinks.objects.put(object);
  },
  delete: (keys) => stage.sinks.objects.delete(keys),
});

describe('a marker', () => {
  test('is written in a later request than everything it promises', async () => {
    await boundary(0);
    const order: string[] = [];
    const drain = stage.newDrain({
      objects: objectsWith((key) => {
        order.push(key);
        return null;
      }),
      firebase: {
        async update(values) {
          order.push(...values.keys());
          await stage.sinks.firebase.update(values);
        },
      },
    });
    await drain.pass();
    const first = order.findIndex((path) => path.startsWith('mary_db_sync_status'));
    const after = order.slice(first).filter((path) => !path.startsWith('mary_db_sync_status'));
    expect(after).toEqual([]);
    for (const path of [
      'Smallnet/stake_pool_columns/0/rewards.json',
      'Smallnet/stake_pool_columns/0/stake.json',
      'total_active_stake/0',
      `stake_hist/${OWNER}/0`,
      'staticCharts/rewardsHistogram',
    ])
      expect(order.slice(0, first)).toContain(path);
  });

  test('waits while the object store is down, though Firebase is not', async () => {
    await boundary(0);
    const drain = stage.newDrain({ objects: objectsWith(() => awsUnreachable()) });
    await expect(drain.pass()).rejects.toMatchObject({ code: 'POOLTOOL_AWS_UNREACHABLE' });
    expect(markers()).toBeNull();
    await stage.drain();
    expect(markers()).toMatchObject({ pool_actuals_calculated_epoch: 0, waitstake_complete_epoch: 0 });
  });

  test('does not promise a document that the receiver refuses, while the others go on', async () => {
    await boundary(0);
    await stage.drain();
    await boundary(1);
    let refuses = true;
    const drain = stage.newDrain({
      objects: objectsWith((key) =>
        refuses && key.endsWith('/1/rewards.json') ? awsRefused({ message: 'not this one' }) : null,
      ),
    });
    await drain.pass();
    expect(markers()).toMatchObject({
      pool_actuals_calculated_epoch: 0,
      pool_forecast_calculated_epoch: 0,
      new_rewards_complete_epoch: 1,
      waitstake_complete_epoch: 1,
      block_no: 1,
    });
    expect(await stage.waiting()).toEqual(['reward_column 1', 'sync_status ']);
    // Nothing else has to happen for it to be told when the document is there.
    refuses = false;
    await redraw(stage.database.pool, { kinds: ['reward_column'], subject: '1' });
    await drain.pass();
    expect(markers()).toMatchObject({ pool_actuals_calculated_epoch: 1, pool_forecast_calculated_epoch: 1 });
    expect(await stage.waiting()).toEqual([]);
  });

  test('waits for nobody whose own history cannot be written', async () => {
    await boundary(0);
    const drain = stage.newDrain({
      firebase: {
        async update(values) {
          if (values.has(`stake_hist/${OWNER}/0`)) throw awsRefused({ message: 'not this one' });
          await stage.sinks.firebase.update(values);
        },
      },
    });
    await drain.pass();
    expect(markers()).toMatchObject({ new_rewards_complete_epoch: 0 });
    expect(drain.refused()).toBeGreaterThan(0);
  });

  test('never tells less than it told, whatever the truth goes back to', async () => {
    await boundary(0);
    await boundary(1);
    await stage.drain();
    const told = markers();
    const { pool } = stage.database;
    await pool.query(`delete from network_average where earned_epoch = 1`);
    await pool.query(`delete from ros_histogram_epoch`);
    await pool.query(`delete from reward_export`);
    await redraw(pool, { kinds: ['sync_status'], evenIfUnchanged: true });
    await stage.drain();
    expect(markers()).toEqual(told);
  });

  test('is not set back by a publisher that was held up while another went on', async () => {
    await boundary(0);
    let goOn = (): void => {};
    const heldUp = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let reached = (): void => {};
    const isHeld = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const slow = stage.newDrain({
      firebase: {
        async update(values) {
          if (values.has('total_active_stake/0')) {
            reached();
            await heldUp;
          }
          await stage.sinks.firebase.update(values);
        },
      },
    });
    const passing = slow.pass();
    await isHeld;
    await boundary(1);
    await stage.drain();
    expect(markers()).toMatchObject({ new_rewards_complete_epoch: 1 });
    goOn();
    await passing;
    expect(markers()).toMatchObject({ new_rewards_complete_epoch: 1, waitstake_complete_epoch: 1 });
  });
});
