import { testPool } from '@pooltool/domain/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redraw } from '../src/redraw.ts';
import { loadLive } from './live-truth.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  const { pool } = stage.database;
  await loadLive(pool, 1, [testPool(1)], []);
  await pool.query(
    `insert into epoch_params select at, 500, '3/10', '3/1000', '1/5', '0/1', 10, 0, 0, 0, 0, 18, 44, 155381, 90112, 16384, 1100
     from unnest($1::int[]) as at`,
    [[2, 3, 4]],
  );
  // Of 100 lovelace in the pot the treasury gets 20 and the pools 80; of 200 they get 160.
  await pool.query(
    `insert into reward_epoch (earned_epoch, status, efficiency, incentives, fees, reward_pot, treasury_tax, available, circulation,
       active_stake, leader_rewards, member_rewards, returned_to_reserves, unregistered_to_treasury, rewards)
     values (2, 'final', '1/1', 90, 10, 100, 20, 80, 1000, 1000, 0, 0, 80, 0, 0),
            (3, 'forecast', '1/1', 180, 20, 200, 40, 160, 1000, 1000, 0, 0, 160, null, 0)`,
  );
  await redraw(pool, { kinds: ['ecosystem', 'epoch_params'] });
  await stage.drain();
});
afterAll(() => stage.close());

// As the old backend wrote both: int((reserves * blocks / 21600 * rho + fees) * (1 - tau)); operators.md 4, /saveepochdata, step 3.
describe('a reward pot that clients are shown is what the treasury left', () => {
  test('in the record of the network: of the last payout', () => {
    expect(stage.read('ecosystem/rewardpot')).toBe(80);
  });

  test('in the parameters of an epoch: of what was earned in it, as soon as it is forecast', () => {
    expect([2, 3, 4].map((of) => stage.read(`epoch_params/${of}/reward_pot`))).toEqual([80, 160, null]);
  });
});
