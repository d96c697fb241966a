import { lovelace } from '@pooltool/domain';
import { makeSimulation } from '@pooltool/simulator';
import { afterEach, describe, expect, test } from 'vitest';
import { type Stage, startStage } from './stage.ts';

const simulation = makeSimulation({ seed: 11, epochs: 3, epochLength: 900, forkRate: 0 });

let stage: Stage;
afterEach(() => stage.close());

const visible = async (table: string) =>
  (await stage.pool.query(`select count(*) as rows from ${table}`)).rows[0]?.['rows'];

describe('an epoch whose ledger says something else than we followed', () => {
  test('fails at its check when a pool has a block more, names the pool, and lets nothing be computed from it', async () => {
    stage = await startStage(simulation);
    await stage.follow(simulation, (arrival) => {
      const [[pool, blocks] = []] = [...arrival.blocksPrevious];
      if (pool === undefined || blocks === undefined || arrival.epoch !== 1) return arrival;
      return { ...arrival, blocksPrevious: new Map([...arrival.blocksPrevious, [pool, blocks + 1]]) };
    });
    await stage.work();
    expect(await stage.states()).toMatchObject({ 'epoch_params/1': 'failed', 'epoch_params/0': 'ok' });
    expect(await stage.states()).not.toHaveProperty(['rewards_forecast/0']);
    const { rows } = await stage.pool.query(
      `select detail from asset_check where name = 'blocks as followed' and not passed`,
    );
    expect(rows[0]?.['detail']).toMatchObject({ differs: [{ pool: expect.stringMatching(/^[0-9a-f]{56}$/) }] });
    const kept = await stage.pool.query(`select 1 from epoch_ledger where epoch = 0`);
    expect(kept.rows).toEqual([]);
  });

  test('fails when the reserves after the payout are one lovelace off, and keeps the forecast', async () => {
    stage = await startStage(simulation);
    await stage.follow(simulation, (arrival) =>
      arrival.epoch === 2
        ? { ...arrival, pots: { ...arrival.pots, reserves: lovelace(arrival.pots.reserves + 1n) }, rewardUpdate: null }
        : arrival,
    );
    await stage.work();
    expect(await stage.states()).toMatchObject({ 'rewards/0': 'failed', 'rewards_forecast/0': 'ok' });
    const { rows } = await stage.pool.query(`select status from reward_epoch where earned_epoch = 0`);
    expect(rows).toEqual([{ status: 'forecast' }]);
  });

  test('writes nothing of a snapshot file that was changed on the way', async () => {
    stage = await startStage(simulation);
    await stage.follow(simulation);
    for await (const { key } of stage.objects.list('ledger/')) {
      const found = await stage.objects.get(key);
      if (found === null || !key.includes('epoch-0/mark')) continue;
      const bytes = Uint8Array.from(found.bytes);
      bytes[200] = (bytes[200] ?? 0) ^ 1;
      await stage.objects.put({ key, body: bytes, contentType: 'application/octet-stream' });
    }
    await stage.work();
    expect(await stage.states()).toMatchObject({ 'stake_snapshot/1': 'failed', 'stake_snapshot/2': 'ok' });
    const { rows } = await stage.pool.query(
      `select error ->> 'code' as code from asset_run where asset = 'stake_snapshot' and partition = '1'`,
    );
    expect(rows).toEqual([{ code: 'POOLTOOL_SNAPSHOT_FILE_WRONG' }]);
    expect(await visible('stake_snapshot where active_epoch = 1')).toBe(0n);
  });
});
