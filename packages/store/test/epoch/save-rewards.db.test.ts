import { emptyDelegators, epoch, lovelace, preview, type StakeSnapshot } from '@pooltool/domain';
import { computeRewards, settleRewards } from '@pooltool/domain/rewards';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { type RewardsToSave, readRewardEpoch, saveRewards } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { smallArrival } from './small-arrival.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const earned = epoch(7);
const snapshot: StakeSnapshot = { pools: [], delegators: emptyDelegators(0) };
const { parameters } = smallArrival(8);
const rewards = computeRewards({
  network: preview,
  parameters,
  reserves: lovelace(13_000_000_000_000_000n),
  fees: lovelace(5n),
  blocks: new Map(),
  snapshot,
});
const forecast: RewardsToSave = { earned, snapshot, rewards, fees: 5n, settlement: null };
const final: RewardsToSave = {
  ...forecast,
  settlement: settleRewards({
    rewards,
    snapshot,
    treasury: lovelace(0n),
    unregistered: [],
    unregisteredAtCalculation: [],
  }),
};
const save = (toSave: RewardsToSave) => inTransaction(database.pool, (tx) => saveRewards(tx, toSave));
const status = async () => (await readRewardEpoch(database.pool, earned))?.status;

describe('the rewards of an epoch', () => {
  test('are a forecast, then final, and a later forecast changes nothing', async () => {
    expect(await save(forecast)).toEqual({ saved: true });
    expect(await status()).toBe('forecast');
    expect(await save(final)).toEqual({ saved: true });
    expect(await save(forecast)).toEqual({ saved: false });
    expect(await status()).toBe('final');
  });

  test('stay final when a forecast begins to save while the final ones are being saved', async () => {
    await database.pool.query('truncate reward_epoch cascade');
    let late: Promise<{ saved: boolean }> | undefined;
    await inTransaction(database.pool, async (tx) => {
      await saveRewards(tx, final);
      late = save(forecast);
      late.catch(() => {});
      await vi.waitFor(async () => expect(await waiting()).toBe(1n));
    });
    expect(await late).toEqual({ saved: false });
    expect(await status()).toBe('final');
  });
});

const waiting = async () =>
  (
    await database.pool.query(
      `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
  ).rows[0]?.['count'];
