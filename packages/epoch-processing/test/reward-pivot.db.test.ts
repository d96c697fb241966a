import { epoch, stakeCredential } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { makeSimulation } from '@pooltool/simulator';
import { lifetimeSums, watchKeys } from '@pooltool/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishedDocuments } from './published-documents.ts';
import { type Stage, startStage } from './stage.ts';

const simulation = makeSimulation({ seed: 7, epochs: 6, epochLength: 300, forkRate: 0 });

let stage: Stage;
let documents: Awaited<ReturnType<typeof publishedDocuments>>;

beforeAll(async () => {
  stage = await startStage(simulation, { parts: { keepWatchedDays: 40 } });
  await stage.follow(simulation);
  const { rows } = await stage.pool.query<{ hash: string }>(
    `select encode(credential, 'hex') as hash from account where credential_kind = 0 order by 1 limit 5`,
  );
  await inTransaction(stage.pool, (tx) =>
    watchKeys(
      tx,
      rows.map(({ hash }) => stakeCredential('key', hash)),
    ),
  );
  await stage.work();
  documents = await publishedDocuments(stage, simulation.network);
  await documents.drain();
}, 120_000);
afterAll(async () => {
  await documents.close();
  await stage.close();
});

async function runsSince(last: bigint): Promise<string[]> {
  const { rows } = await stage.pool.query<{ run: string }>(
    `select asset || ' ' || partition || ' ' || state as run from asset_run where id > $1 order by id`,
    [last],
  );
  return rows.map(({ run }) => run);
}

async function lastRun(): Promise<bigint> {
  const { rows } = await stage.pool.query<{ last: bigint }>(`select coalesce(max(id), 0) as last from asset_run`);
  return rows[0]?.last ?? 0n;
}

describe('an old epoch', () => {
  test('that is made again from equal inputs writes no document and moves no marker', async () => {
    expect(documents.written()).toEqual(
      expect.arrayContaining([
        'mary_db_sync_status/new_rewards_complete_epoch',
        'mary_db_sync_status/waitstake_complete_epoch',
        'staticCharts/rewardsHistogram',
      ]),
    );
    const before = await lastRun();
    for (const asset of ['rewards', 'reward_pivot', 'averages', 'ros_histograms', 'pools_without_blocks', 'loyalty'])
      await stage.control.request({ asset, partition: '1' });
    await stage.work();
    const runs = await runsSince(before);
    expect(runs).toEqual(expect.arrayContaining(['rewards 1 ok', 'averages 1 ok', 'reward_pivot 1 ok']));
    documents.forget();
    await documents.drain();
    expect(documents.written()).toEqual([]);
  });

  test('that was paid otherwise changes what it shows and every later sum, and nothing else that is current', async () => {
    const { rows } = await stage.pool.query<{ hash: string }>(
      `select encode(r.credential, 'hex') as hash from account_reward r join watched_key using (credential, credential_kind)
       where r.earned_epoch = 2 and r.kind = 1 and r.destination = 1 limit 1`,
    );
    const hash = rows[0]?.hash ?? '';
    const key = stakeCredential('key', hash);
    const sumIn = async (of: number) =>
      (await lifetimeSums(stage.pool, [key], epoch(of))).get(`key:${hash}`)?.get(epoch(of))?.stakeRewards ?? 0n;
    const [two, three] = [await sumIn(2), await sumIn(3)];
    await stage.pool.query(
      `update account_reward set amount = amount + 5 where earned_epoch = 2 and kind = 1 and credential = decode($1, 'hex')`,
      [hash],
    );
    await stage.control.request({ asset: 'reward_pivot', partition: '2' });
    await stage.work();
    expect([await sumIn(2), await sumIn(3)]).toEqual([two + 5n, three + 5n]);
    documents.forget();
    await documents.drain();
    expect(documents.written()).toEqual([`stake_hist/${hash}/2`, `stake_hist/${hash}/3`]);
  });
});

describe('a watched key', () => {
  test('that nobody has asked for in a long while is forgotten with the next pivot, and its documents go', async () => {
    const { rows } = await stage.pool.query<{ hash: string }>(
      `update watched_key set asked_at = now() - interval '41 days'
       where credential = (select min(credential) from watched_key) returning encode(credential, 'hex') as hash`,
    );
    const hash = rows[0]?.hash ?? '';
    const { rows: kept } = await stage.pool.query<{ kept: bigint }>('select count(*) - 1 as kept from watched_key');
    await stage.control.request({ asset: 'reward_pivot', partition: '2' });
    await stage.work();
    expect((await stage.pool.query('select from watched_key')).rowCount).toBe(Number(kept[0]?.kept));
    documents.forget();
    await documents.drain();
    // A part that is taken away is written once more, as nothing (publisher/test/watched-keys.db.test.ts).
    expect(documents.written()).toEqual(
      expect.arrayContaining([`stake_hist/${hash}/2`, `stake_hist/${hash}/pivotedToEpoch`]),
    );
  });
});
