import { epoch } from '@pooltool/domain';
import { makeSimulation } from '@pooltool/simulator';
import { newestHistogram, poolsForDocuments, rewardColumn } from '@pooltool/store/documents';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, startStage } from './stage.ts';

const simulation = makeSimulation({ seed: 5, epochs: 6, epochLength: 900, forkRate: 0 });
const PAID = [0, 1, 2, 3];

let stage: Stage;
beforeAll(async () => {
  stage = await startStage(simulation);
  await stage.follow(simulation);
  await stage.work();
});
afterAll(() => stage.close());

const rowsOf = async (query: string): Promise<unknown[]> => (await stage.pool.query(query)).rows;
const averages = () =>
  Promise.all(['network_average', 'pool_average'].map((table) => rowsOf(`select * from ${table} order by 1, 2`)));

/** Everything that people see of averages. */
async function shown(): Promise<unknown> {
  const column = await rewardColumn(stage.pool, epoch(3));
  const pools = await poolsForDocuments(stage.pool, [...(column?.pools.keys() ?? [])]);
  return { column, ros: new Map([...pools].map(([pool, { ros }]) => [pool, ros])) };
}

/** Runs of the asset since the one given, in the order they began. */
async function runsSince(asset: string, run: bigint): Promise<string[]> {
  const { rows } = await stage.pool.query<{ partition: string; state: string }>(
    `select partition, state from asset_run where asset = $1 and id > $2 order by id`,
    [asset, run],
  );
  return rows.map(({ partition, state }) => `${partition} ${state}`);
}
const newestRun = async (): Promise<bigint> =>
  (await stage.pool.query<{ id: bigint }>(`select max(id) as id from asset_run`)).rows[0]?.id ?? 0n;

describe('the averages of a followed chain', () => {
  test('are there for every epoch that was paid, and so are the histograms', async () => {
    const states = await stage.states();
    for (const earned of PAID) {
      expect(states).toMatchObject({ [`averages/${earned}`]: 'ok', [`ros_histograms/${earned}`]: 'ok' });
    }
    expect(states).not.toHaveProperty(['averages/4']);
  });

  test('sum up what the pools earned', async () => {
    const sums = (upTo: number) => `
      select coalesce(sum(stake), 0) as stake, coalesce(sum(delegators_reward), 0) as reward, coalesce(sum(operator_fee), 0) as fees
      from pool_reward
      where earned_epoch <= ${upTo}`;
    for (const earned of PAID) {
      const [summed] = await rowsOf(sums(earned));
      const [found] = await rowsOf(
        `select stake_lifetime as stake, delegators_reward_lifetime as reward, operator_fees_lifetime as fees
         from network_average where earned_epoch = ${earned}`,
      );
      expect(found).toEqual(summed);
    }
    const [last] = await rowsOf(`select * from network_average where earned_epoch = 3`);
    expect(last).toMatchObject({ since: 0, epochs_lifetime: 4, epochs_6: 4, epochs_1: 1 });
  });

  test('show the newest epoch in the charts: every pool that earned, and accounts', async () => {
    const earning = await rowsOf(`select pool_id from pool_reward where earned_epoch = 3 and delegators_reward > 0`);
    const chart = await newestHistogram(stage.pool, 'pools');
    expect(chart?.earned).toBe(3);
    expect(chart?.buckets.reduce((sum, { frequency }) => sum + frequency, 0)).toBe(earning.length);
    expect(earning.length).toBeGreaterThan(0);
    expect((await newestHistogram(stage.pool, 'accounts'))?.buckets.length).toBeGreaterThan(0);
  });
});

describe('when an old epoch is paid anew', () => {
  test('its averages and all later ones are made again, each once and ascending, and say what is true now', async () => {
    const right = await averages();
    const rightShown = await shown();

    // Averages made from rewards that were wrong.
    await stage.pool.query(
      `update pool_reward set delegators_reward = delegators_reward + 1000000 where earned_epoch = 1`,
    );
    await stage.control.request({ asset: 'averages', partition: '1' });
    await stage.work();
    expect(await averages()).not.toEqual(right);
    expect(await shown()).not.toEqual(rightShown);

    await stage.pool.query('truncate document_mark');
    const before = await newestRun();
    await stage.control.request({ asset: 'rewards', partition: '1' });
    await stage.work();
    expect(await runsSince('averages', before)).toEqual(['1 ok', '2 ok', '3 ok']);
    expect(await runsSince('ros_histograms', before)).toEqual(['1 ok']);
    expect(await averages()).toEqual(right);
    expect(await shown()).toEqual(rightShown);
    expect((await newestHistogram(stage.pool, 'pools'))?.earned).toBe(3);
  });

  test('everything that shows them is to be drawn again', async () => {
    const marked = await rowsOf(`select kind, subject from document_mark where kind in ('reward_column', 'pool')`);
    const pools = await rowsOf(
      `select 'pool' as kind, encode(pool_id, 'hex') as subject from pool_average where earned_epoch = 3`,
    );
    expect(pools.length).toBeGreaterThan(3);
    for (const pool of pools) expect(marked).toContainEqual(pool);
    for (const subject of ['1', '2', '3']) expect(marked).toContainEqual({ kind: 'reward_column', subject });
    expect(marked).not.toContainEqual({ kind: 'reward_column', subject: '0' });
  });

  test('sums that are not those of the rewards are saved by nobody', async () => {
    const right = await averages();
    // The running sums of epoch 2 were written by somebody else; those of epoch 3 would go on from them.
    await stage.pool.query(`update pool_average set stake_lifetime = stake_lifetime + 1 where earned_epoch = 2`);
    await stage.control.request({ asset: 'averages', partition: '3' });
    await stage.work(async () => (await failures()).length > 0);
    expect(await failures()).toEqual([
      { partition: '3', code: 'POOLTOOL_CHECK_FAILED', name: "the last year's sums are those of its rewards" },
    ]);
    await stage.pool.query(`update pool_average set stake_lifetime = stake_lifetime - 1 where earned_epoch = 2`);
    expect(await averages()).toEqual(right);
  });
});

const failures = () =>
  rowsOf(
    `select r.partition, r.error ->> 'code' as code, c.name from asset_run r join asset_check c on c.run = r.id
     where r.asset = 'averages' and r.state = 'failed' and not c.passed`,
  );
