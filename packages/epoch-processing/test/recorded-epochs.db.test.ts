import { preview } from '@pooltool/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ABSENT, areEpochsRecorded, handOver, recordedEpochs } from './recorded-epochs.ts';
import { compareWithTruth, recordTruth } from './recorded-epochs-truth.ts';
import { type Stage, startStage } from './stage.ts';

/** Accounts were gone at each of these payouts. All 60: `npm run bench -- epochs`. */
const CALCULATIONS = [660, 661, 662];

describe.skipIf(!areEpochsRecorded)(`three recorded epochs of preview through the real pipeline ${ABSENT}`, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ network: preview });
    const fixtures = await recordedEpochs('preview', CALCULATIONS);
    await handOver(fixtures, { ...stage, network: preview });
    await recordTruth(stage.pool, fixtures);
    await stage.work();
  });
  afterAll(() => stage.close());

  test('give the figures of the node for every pool and every account, and where each reward went: 0 mismatches', async () => {
    const compared = await compareWithTruth(stage.pool);
    expect(compared).toMatchObject({ epochs: 3, mismatches: 0 });
    expect(compared.pools).toBeGreaterThan(800);
    expect(compared.rewards).toBeGreaterThan(15_000);
  });

  test('pass every blocking check', async () => {
    const { rows } = await stage.pool.query(`select name from asset_check where severity = 'blocking' and not passed`);
    expect(rows).toEqual([]);
    expect(await stage.states()).toMatchObject({ 'rewards/659': 'ok', 'rewards/660': 'ok', 'rewards/661': 'ok' });
  });

  test('are found different when one lovelace of one account is', async () => {
    const one = `(select ctid from recorded.account where kind = 1 order by earned_epoch, credential limit 1)`;
    await stage.pool.query(`update recorded.account set amount = amount + 1 where ctid = ${one}`);
    expect(await compareWithTruth(stage.pool)).toMatchObject({ mismatches: 1 });
    await stage.pool.query(`delete from recorded.pool where pool_reward = 0 and ctid = (
      select min(ctid) from recorded.pool where pool_reward = 0)`);
    expect(await compareWithTruth(stage.pool)).toMatchObject({ mismatches: 2 });
  });
});
