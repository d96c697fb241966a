import { credentialText, epoch, type StakeCredential, stakeCredential } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { makeSimulation } from '@pooltool/simulator';
import { epochArchived, loadSnapshot } from '@pooltool/store';
import { openArchive, type RewardHistory, readSpan, rewardHistory } from '@pooltool/store/archive';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { holdUnarchived } from '../../store/src/archive/archived-epochs.ts';
import { type Stage, startStage } from './stage.ts';
import { troubledObjects } from './troubled-objects.ts';

const simulation = makeSimulation({ seed: 11, epochs: 10, epochLength: 300, forkRate: 0 });
const ABOVE_DOUBLES = 9_007_199_254_740_993n;

const trouble = troubledObjects();
let stage: Stage;
/** of every credential, while all rows stood in PostgreSQL */
let before: ReadonlyMap<string, RewardHistory>;

beforeAll(async () => {
  stage = await startStage(simulation, trouble);
  await stage.follow(simulation);
  await stage.work();
  await stage.pool.query(`update account_reward set amount = amount + $1 where earned_epoch = 5 and kind = 1`, [
    ABOVE_DOUBLES,
  ]);
  before = await histories();
}, 180_000);
afterAll(() => stage.close());

async function credentials(): Promise<StakeCredential[]> {
  const { rows } = await stage.pool.query<{ kind: number; hash: string }>(
    `select distinct credential_kind as kind, encode(credential, 'hex') as hash from account order by 2, 1`,
  );
  return rows.map(({ kind, hash }) => stakeCredential(kind === 0 ? 'key' : 'script', hash));
}

async function histories(): Promise<ReadonlyMap<string, RewardHistory>> {
  const archive = openArchive(trouble.through(stage.objects));
  const found = new Map<string, RewardHistory>();
  for (const credential of await credentials()) {
    found.set(credentialText(credential), await rewardHistory({ db: stage.pool, archive }, credential));
  }
  return found;
}

async function rowsHere(of: number): Promise<bigint | undefined> {
  const { rows } = await stage.pool.query<{ rows: bigint }>(
    `select (select count(*) from stake_snapshot where active_epoch = $1)
       + (select count(*) from account_reward where earned_epoch = $1) as rows`,
    [of],
  );
  return rows[0]?.rows;
}

const spanOf = (of: number) => readSpan(stage.pool, { firstEpoch: epoch(of), epochs: 1 });
const ask = (of: number, asset = 'archive') => stage.control.request({ asset, partition: String(of) });
const stateOf = async (place: string) => (await stage.states())[place];
const shardsPut = (of: number) =>
  trouble.puts.filter((key) => key.includes(`/epoch=${of}/`) && key.endsWith('.parquet'));

/** The next try need not wait for its time. */
async function tryNow(): Promise<void> {
  await stage.pool.query(`update asset_partition set not_before = null`);
}

async function lastError(asset: string, of: number): Promise<unknown> {
  const { rows } = await stage.pool.query(
    `select error ->> 'code' as code from asset_run where asset = $1 and partition = $2 order by id desc limit 1`,
    [asset, String(of)],
  );
  return rows[0]?.['code'];
}

describe('an epoch that is moved to the archive', { timeout: 60_000 }, () => {
  test('leaves no rows behind, and every history is what it was: to the lovelace, above what a double holds too', async () => {
    const rows = await rowsHere(5);
    const amounts = [...before.values()].flatMap(({ rewards }) => rewards.map(({ amount }) => amount));
    expect(amounts.some((amount) => amount > ABOVE_DOUBLES && amount % 2n === 1n)).toBe(true);
    await ask(5);
    await stage.work();
    expect(await stateOf('archive/5')).toBe('ok');
    expect(await rowsHere(5)).toBe(0n);
    const shards = (await spanOf(5))?.shards ?? [];
    expect(BigInt(shards.reduce((sum, shard) => sum + shard.rows, 0))).toBe(rows);
    expect(rows).toBeGreaterThan(40n);
    expect(await histories()).toEqual(before);
  });

  test('lies there with a manifest that names every object', async () => {
    const folder = `archive/${simulation.network.name}/account_history/epoch=5`;
    const found = await stage.objects.get(`${folder}/_manifest.json`);
    const manifest = JSON.parse(Buffer.from(found?.bytes ?? []).toString());
    const listed: string[] = [];
    for await (const { key } of stage.objects.list(`${folder}/`)) listed.push(key);
    expect(manifest).toMatchObject({ schema: 'archive-manifest/1', firstEpoch: 5, epochs: 1 });
    const named = manifest.shards.map(({ key }: { key: string }) => key);
    expect(new Set(listed)).toEqual(new Set([`${folder}/_manifest.json`, ...named]));
  });

  test('is not computed, loaded or written anew', async () => {
    await ask(5, 'rewards');
    await ask(5, 'reward_export');
    await stage.work();
    expect(await lastError('rewards', 5)).toBe('POOLTOOL_EPOCH_ARCHIVED');
    expect(await lastError('reward_export', 5)).toBe('POOLTOOL_EPOCH_ARCHIVED');
    await expect(loadSnapshot(stage.pool, epoch(5))).rejects.toSatisfy(epochArchived.is);
    await expect(inTransaction(stage.pool, (tx) => holdUnarchived(tx, epoch(5)))).rejects.toSatisfy(epochArchived.is);
    expect(await rowsHere(5)).toBe(0n);
  });
});

describe('an archive that goes wrong', { timeout: 60_000 }, () => {
  test('keeps the rows while what is read back is damaged, and moves them once it is not', async () => {
    trouble.damageReads(/epoch=6\/.*parquet/);
    await ask(6);
    await stage.work(async () => (await lastError('archive', 6)) !== undefined);
    expect(await lastError('archive', 6)).toBe('POOLTOOL_ARCHIVE_SHARD_WRONG');
    expect(await spanOf(6)).toBeNull();
    expect(await rowsHere(6)).toBeGreaterThan(40n);
    expect(await histories()).toEqual(before);
    trouble.damageReads(null);
    await tryNow();
    await stage.work();
    expect(await rowsHere(6)).toBe(0n);
    expect(await histories()).toEqual(before);
  });

  test('puts a damaged object anew', async () => {
    trouble.goAway(/epoch=4\/_manifest/);
    await ask(4);
    await stage.work(async () => (await lastError('archive', 4)) !== undefined);
    const [damaged = ''] = shardsPut(4);
    await stage.objects.put({ key: damaged, body: Buffer.from('not Parquet'), contentType: 'text/plain' });
    trouble.goAway(null);
    await tryNow();
    await stage.work();
    expect(await rowsHere(4)).toBe(0n);
    expect(shardsPut(4).filter((key) => key === damaged)).toHaveLength(2);
    expect(await histories()).toEqual(before);
  });

  test('goes on where it was stopped: what was put is not put again', async () => {
    trouble.goAway(/epoch=3\/[8-f].*parquet/);
    await ask(3);
    await stage.work(async () => (await lastError('archive', 3)) !== undefined);
    const first = shardsPut(3);
    expect(first.length).toBeGreaterThan(10);
    expect(await spanOf(3)).toBeNull();
    expect(await rowsHere(3)).toBeGreaterThan(40n);
    trouble.goAway(null);
    await tryNow();
    await stage.work();
    const shards = (await spanOf(3))?.shards ?? [];
    expect(shards.length).toBeGreaterThan(first.length);
    expect(shardsPut(3).toSorted()).toEqual(shards.map(({ key }) => key).toSorted());
    expect(await histories()).toEqual(before);
  });

  test('waits for an object store that is away', async () => {
    trouble.goAway(/epoch=2\//);
    await ask(2);
    await stage.work(async () => (await lastError('archive', 2)) === 'POOLTOOL_AWS_UNREACHABLE');
    expect(await stateOf('archive/2')).toBe('requested');
    expect(await rowsHere(2)).toBeGreaterThan(0n);
    trouble.goAway(null);
    await tryNow();
    await stage.work();
    expect(await rowsHere(2)).toBe(0n);
  });

  test('does not drop rows that are not those it archived', async () => {
    trouble.goAway(/epoch=1\/_manifest/);
    await ask(1);
    await stage.work(async () => (await lastError('archive', 1)) !== undefined);
    await stage.pool.query('update stake_snapshot set stake = stake + 1 where active_epoch = 1');
    trouble.goAway(null);
    await tryNow();
    await stage.work();
    expect(await lastError('archive', 1)).toBe('POOLTOOL_ARCHIVE_ROWS_MOVED');
    expect(await spanOf(1)).toBeNull();
    await stage.pool.query('update stake_snapshot set stake = stake - 1 where active_epoch = 1');
    await ask(1);
    await stage.work();
    expect(await rowsHere(1)).toBe(0n);
  });
});

describe('eight archived epochs', { timeout: 60_000 }, () => {
  test('are copied in the order of keys, and a history is read from one object', async () => {
    for (const of of [0, 7]) await ask(of);
    await stage.work();
    expect(await stateOf('archive_by_key_8/0')).toBe('ok');
    trouble.gets.length = 0;
    expect(await histories()).toEqual(before);
    expect(trouble.gets.length).toBeLessThanOrEqual(before.size);
    expect(trouble.gets.every((key) => key.includes('/epochs=8/first_epoch=0/'))).toBe(true);
  });

  test('have what does not belong to the copy removed when it is asked for again', async () => {
    const folder = `archive/${simulation.network.name}/account_history_by_key/epochs=8/first_epoch=0`;
    const stranger = `${folder}/00-0000000000000000.parquet`;
    await stage.objects.put({ key: stranger, body: Buffer.from('of other rows'), contentType: 'text/plain' });
    const before = await readSpan(stage.pool, { firstEpoch: epoch(0), epochs: 8 });
    await ask(0, 'archive_by_key_8');
    await stage.work();
    expect(await stage.objects.head(stranger)).toBeNull();
    expect(await readSpan(stage.pool, { firstEpoch: epoch(0), epochs: 8 })).toEqual(before);
    for (const { key } of before?.shards ?? []) expect(await stage.objects.head(key)).not.toBeNull();
  });

  test('are read from the single ones while the copy is missing', async () => {
    await stage.pool.query('delete from archive_span where epochs = 8');
    expect(await histories()).toEqual(before);
  });

  test('are not copied from a damaged object', async () => {
    trouble.damageReads(/epoch=3\/.*parquet/);
    await ask(0, 'archive_by_key_8');
    await stage.work(async () => (await lastError('archive_by_key_8', 0)) === 'POOLTOOL_ARCHIVE_SHARD_WRONG');
    trouble.damageReads(null);
    expect(await readSpan(stage.pool, { firstEpoch: epoch(0), epochs: 8 })).toBeNull();
  });

  test('are read through when an archive is asked for again, which removes what does not belong there', async () => {
    const stranger = `archive/${simulation.network.name}/account_history/epoch=6/00-0000000000000000.parquet`;
    await stage.objects.put({ key: stranger, body: Buffer.from('left behind'), contentType: 'text/plain' });
    await ask(6);
    await tryNow();
    await stage.work();
    expect(await stateOf('archive/6')).toBe('ok');
    expect(await stage.objects.head(stranger)).toBeNull();
    expect(await histories()).toEqual(before);
  });
});
