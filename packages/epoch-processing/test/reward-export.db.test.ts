import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { epoch } from '@pooltool/domain';
import { makeSimulation } from '@pooltool/simulator';
import { copyEarners, inOneEpochSnapshot, readAccountRewards } from '@pooltool/store';
import { readProgress } from '@pooltool/store/documents';
import { loadRuns } from '@pooltool/store/pipeline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withParquetWriter } from '../src/parquet/parquet-writer.ts';
import { type Stage, startStage } from './stage.ts';
import { troubledObjects } from './troubled-objects.ts';

const simulation = makeSimulation({ seed: 3, epochs: 5, epochLength: 400, forkRate: 0 });
const trouble = troubledObjects();
const ROOT = 'Simulation/stats';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage(simulation, trouble);
  trouble.goAway(/allrewards3\.parquet/);
  await stage.follow(simulation);
  await stage.work(async () => (await stage.states())['reward_export/2'] === 'ok' && (await exportOf(3)).failed);
}, 180_000);
afterAll(() => stage.close());

async function exportOf(earned: number) {
  const { rows } = await stage.pool.query<{ failed: boolean; status: string | null }>(
    `select exists (select from asset_run where asset = 'reward_export' and partition = $2 and state = 'failed') as failed,
       (select status from reward_export where earned_epoch = $1) as status`,
    [earned, String(earned)],
  );
  return rows[0] ?? { failed: false, status: null };
}

async function csv(earned: number): Promise<string[][]> {
  const found = await stage.objects.get(`${ROOT}/allrewards${earned}.csv`);
  const text = Buffer.from(found?.bytes ?? []).toString();
  expect(text.endsWith('\r\n')).toBe(true);
  return text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(',').map((field) => field.replaceAll('"', '')));
}

describe('the export of an epoch', () => {
  test('is not promised before both files are there', async () => {
    const progress = await readProgress(stage.pool);
    expect(progress).toMatchObject({ newestRewards: 3, newestExport: 2 });
    trouble.goAway(null);
    await stage.pool.query('update asset_partition set not_before = null');
    await stage.work();
    expect(await readProgress(stage.pool)).toMatchObject({ newestExport: 3, newestFinalExport: 2 });
    expect([await exportOf(2), await exportOf(3)].map(({ status }) => status)).toEqual(['final', 'forecast']);
  });

  test('has every delegator once, in the order of keys, and every lovelace that reached an account', async () => {
    const [header, ...rows] = await csv(2);
    expect(header).toEqual(['stake_address', 'epoch', 'poolid', 'stake', 'stake_rewards', 'operator_rewards']);
    const { rows: snapshot } = await stage.pool.query<{ delegators: bigint; stake: bigint }>(
      'select count(*) as delegators, sum(stake) as stake from stake_snapshot where active_epoch = 2',
    );
    expect(rows.length).toBeGreaterThanOrEqual(Number(snapshot[0]?.delegators));
    expect(rows.reduce((sum, row) => sum + BigInt(row[3] ?? 0), 0n)).toBe(snapshot[0]?.stake);
    const keys = rows.map(([key = '']) => key);
    expect(keys).toEqual([...keys].sort((a, b) => (a < b ? -1 : 1)));
    const paid = (await readAccountRewards(stage.pool, epoch(2))).filter(
      ({ destination }) => destination === 'account',
    );
    const owners = await stage.pool.query<{ owner: string }>(
      `select encode(unnest(owners), 'hex') as owner from pool_snapshot where active_epoch = 2`,
    );
    const owning = new Set(owners.rows.map(({ owner }) => owner));
    for (const [key = '', , , , stakeRewards = '', operatorRewards = ''] of rows) {
      const own = paid.filter(({ credential }) => credential.hash === key);
      const sum = own.reduce((total, { amount }) => total + amount, 0n);
      const shown = BigInt(stakeRewards) + BigInt(operatorRewards);
      // What an owner's stake earned for another account is shown beside it.
      if (owning.has(key)) expect(shown >= sum).toBe(true);
      else expect(shown).toBe(sum);
    }
    expect(paid.length).toBeGreaterThan(10);
  });

  test('is the same in Parquet', async () => {
    const found = await stage.objects.get(`${ROOT}/allrewards2.parquet`);
    const rows = await csv(2);
    await withParquetWriter(async ({ folder, merge }) => {
      const path = join(folder, 'read.parquet');
      await writeFile(path, found?.bytes ?? []);
      const columns = rows[0]?.map((name) => [name, ''] as const) ?? [];
      expect(await merge({ paths: [path], columns, prefix: '' }, join(folder, 'again.parquet'))).toBe(rows.length - 1);
    });
  });
});

test('while an epoch is written to its file, the rewards of the next are replaced, and neither waits for the other', async () => {
  const place = { asset: 'rewards_forecast', partition: '3' };
  const runs = async () => (await loadRuns(stage.pool, place)).map(({ state }) => state);
  const before = await runs();
  const lines: Buffer[] = [];
  await inOneEpochSnapshot(stage.pool, epoch(2), (tx, tables) =>
    copyEarners(tx, tables, async (chunk) => {
      lines.push(chunk);
      if (lines.length > 1) return;
      await stage.control.request(place);
      await stage.work();
    }),
  );
  expect(await runs()).toEqual(['ok', ...before]);
  expect(Buffer.concat(lines).toString().trimEnd().split('\n')).toHaveLength((await csv(2)).length - 1);
});
