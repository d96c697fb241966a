import { epoch } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { makeSimulation } from '@pooltool/simulator';
import { epochArchived, epochNotArchived } from '@pooltool/store';
import { type ArchiveSpan, isArchived, readSpan, recordCopy, recordSpan } from '@pooltool/store/archive';
import { TABLE_ROLES, tableHashes, tableRows } from '@pooltool/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { restoreEpoch, type SpanVerdict, verifyArchive } from '../src/index.ts';
import { type Stage, startStage } from './stage.ts';
import { troubledObjects } from './troubled-objects.ts';

const simulation = makeSimulation({ seed: 11, epochs: 5, epochLength: 200, delegators: 40, forkRate: 0 });
const { network } = simulation;
const ARCHIVED = [0, 1, 2];

/** What is computed of epochs, without what tells how it came about. */
const PRODUCTS = Object.keys(TABLE_ROLES).filter(
  (table) => TABLE_ROLES[table] === 'elsewhere' && !/^(asset_|sensor|archive|schema_)/.test(table),
);

const trouble = troubledObjects();
let stage: Stage;
/** every product, while all rows stood in PostgreSQL */
let before: Awaited<ReturnType<typeof tableRows>>;
/** every product, while three epochs lay in the archive */
let archived: Awaited<ReturnType<typeof tableHashes>>;

const access = () => ({ pool: stage.pool, objects: trouble.through(stage.objects), network });
async function verify(of?: number): Promise<SpanVerdict[]> {
  const verdicts: SpanVerdict[] = [];
  for await (const verdict of verifyArchive(access(), of === undefined ? undefined : epoch(of))) verdicts.push(verdict);
  return verdicts;
}
const restore = (of: number) => restoreEpoch(access(), epoch(of));
const run = async (asset: string, of: number): Promise<void> => {
  await stage.control.request({ asset, partition: String(of) });
  await stage.work();
};
const rowsOf = (of: string, row: string): boolean =>
  [JSON.parse(row).active_epoch, JSON.parse(row).earned_epoch].includes(Number(of));

beforeAll(async () => {
  stage = await startStage(simulation, trouble);
  await stage.follow(simulation);
  await stage.work();
  before = await tableRows(stage.pool, { tables: PRODUCTS });
  for (const of of ARCHIVED) await run('archive', of);
  archived = await tableHashes(stage.pool, { tables: PRODUCTS });
}, 240_000);
afterAll(() => stage?.close());

describe('an archive that is read through', { timeout: 60_000 }, () => {
  test('is whole, with as many rows as were moved', async () => {
    const verdicts = await verify();
    expect(verdicts.flatMap(({ faults, strangers }) => [...faults, ...strangers])).toEqual([]);
    expect(verdicts.map(({ firstEpoch }) => Number(firstEpoch))).toEqual(ARCHIVED);
    const moved = ['stake_snapshot', 'account_reward'].flatMap((table) =>
      (before[table] ?? []).filter((row) => ARCHIVED.some((of) => rowsOf(String(of), row))),
    );
    expect(verdicts.reduce((sum, { rows }) => sum + rows, 0)).toBe(moved.length);
  });

  test('names every object that is damaged, gone or nobody’s, and a manifest that says something else', async () => {
    const folder = `archive/${network.name}/account_history/epoch=1`;
    const kept = new Map<string, Uint8Array>();
    for await (const { key } of stage.objects.list(`${folder}/`)) {
      const found = await stage.objects.get(key);
      if (found !== null) kept.set(key, found.bytes);
    }
    const put = (key: string, body: Uint8Array) => stage.objects.put({ key, body, contentType: 'text/plain' });
    const manifest = `${folder}/_manifest.json`;
    const [damaged = '', gone = ''] = kept.keys();
    await put(manifest, Buffer.from((kept.get(manifest) ?? '').toString().replace('"rows":', '"rows":1')));
    await put(
      damaged,
      (kept.get(damaged) ?? new Uint8Array()).map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
    );
    await stage.objects.delete([gone]);
    await put(`${folder}/zz-stranger.parquet`, Buffer.from('left behind'));

    const [verdict] = await verify(1);
    expect(verdict?.faults).toEqual([
      expect.stringContaining(manifest),
      expect.stringContaining(damaged),
      expect.stringContaining(gone),
    ]);
    expect(verdict?.strangers).toEqual([`${folder}/zz-stranger.parquet`]);
    await expect(restore(1)).rejects.toThrow(manifest);
    await put(manifest, kept.get(manifest) ?? new Uint8Array());
    await expect(restore(1)).rejects.toMatchObject({ code: expect.stringMatching(/^POOLTOOL_ARCHIVE_SHARD_/) });
    expect(await tableHashes(stage.pool, { tables: PRODUCTS })).toEqual(archived);

    for (const [key, body] of kept) await put(key, body);
    await stage.objects.delete([`${folder}/zz-stranger.parquet`]);
    expect((await verify(1))[0]).toMatchObject({ faults: [], strangers: [] });
  });
});

describe('an archived epoch', { timeout: 120_000 }, () => {
  test('asked for anew is refused and says what brings it back, or gives the same: nothing changes', async () => {
    // What is made from others first: a need that failed would hold it up. The parameters of 2 are those of earlier payouts.
    const status = (await stage.control.status()).toReversed();
    const wasMade = status.filter(({ cells }) =>
      cells.some(({ partition, state }) => partition === '2' && state === 'ok'),
    );
    const waiting = wasMade.map(({ asset }) => asset).filter((asset) => asset !== 'epoch_params');
    let asked: string | undefined;
    await stage.work(async () => {
      const state = asked === undefined ? 'ok' : (await stage.states())[`${asked}/2`];
      if (state === 'requested' || state === 'running') return false;
      asked = waiting.shift();
      if (asked === undefined) return true;
      await stage.control.request({ asset: asked, partition: '2' });
      return false;
    });
    await stage.work();
    expect(await tableHashes(stage.pool, { tables: PRODUCTS })).toEqual(archived);
    const { rows } = await stage.pool.query<{ asset: string; code: string; message: string }>(
      `select distinct on (p.asset) p.asset, r.error ->> 'code' as code, r.error ->> 'message' as message
       from asset_partition p join asset_run r on r.asset = p.asset and r.partition = p.partition
       where p.partition = '2' and p.state <> 'ok' order by p.asset, r.id desc`,
    );
    expect(rows.map(({ asset }) => asset)).toEqual(expect.arrayContaining(['rewards', 'stake_snapshot']));
    for (const { asset, code, message } of rows) {
      expect({ asset, code, message }).toMatchObject({
        code: epochArchived.code,
        message: expect.stringContaining('`pooltool archive restore 2`'),
      });
    }
  });

  test('is restored row for row, and no history shows it twice', async () => {
    // A copy by key that holds the epoch: histories would be read from it as well.
    await inTransaction(stage.pool, (tx) => recordSpan(tx, { firstEpoch: epoch(0), epochs: 8, shards: [] }));
    const answer = await restore(2);
    expect(await isArchived(stage.pool, epoch(2))).toBe(false);
    const here = await tableRows(stage.pool, { tables: ['stake_snapshot', 'account_reward'] });
    for (const table of ['stake_snapshot', 'account_reward']) {
      const of2 = (rows: readonly string[] = []) => rows.filter((row) => rowsOf('2', row));
      expect(of2(here[table])).toEqual(of2(before[table]));
    }
    expect(answer.rows).toBeGreaterThan(40);
    expect((await verify()).map(({ firstEpoch, epochs }) => `${firstEpoch}+${epochs}`)).toEqual(['0+1', '1+1']);
    await expect(restore(2)).rejects.toSatisfy(epochNotArchived.is);
  });

  test('that was restored is in no copy by key that was begun before: it may come back with other rows', async () => {
    const [copy, single] = [
      { firstEpoch: epoch(0), epochs: 8, shards: [] },
      { firstEpoch: epoch(1), epochs: 1 },
    ] as const;
    const begun = await readSpan(stage.pool, single);
    const record = (singles: readonly (ArchiveSpan | null)[]) =>
      inTransaction(stage.pool, (tx) => recordCopy(tx, { copy, singles: singles.filter((one) => one !== null) }));
    await restore(1);
    await expect(record([begun])).rejects.toSatisfy(epochNotArchived.is);
    await run('archive', 1);
    await expect(record([{ ...single, shards: (begun?.shards ?? []).slice(1) }])).rejects.toMatchObject({
      code: 'POOLTOOL_ARCHIVE_SHARD_WRONG',
    });
    expect(await readSpan(stage.pool, copy)).toBeNull();
    // Whoever puts the same rows back puts the same objects.
    await record([begun]);
    expect(await readSpan(stage.pool, copy)).not.toBeNull();
    await stage.pool.query('delete from archive_span where epochs = 8');
  });

  test('that was restored is computed anew, with everything that is made of it, and gives what it gave', async () => {
    // Loyalty goes on from the snapshot before.
    await restore(1);
    await run('stake_snapshot', 2);
    await run('rewards', 2);
    expect(await stage.states()).toMatchObject({ 'stake_snapshot/2': 'ok', 'rewards/2': 'ok' });
    const products = PRODUCTS.filter((table) => !['stake_snapshot', 'account_reward'].includes(table));
    const now = await tableRows(stage.pool, { tables: products });
    for (const table of products) expect(now[table], table).toEqual(before[table]);
  });

  test('goes back to the archive when it is asked for, and then all is as before', async () => {
    await run('archive', 1);
    await run('archive', 2);
    expect(await tableHashes(stage.pool, { tables: PRODUCTS })).toEqual(archived);
    const verdicts = await verify();
    expect(verdicts.map(({ firstEpoch }) => Number(firstEpoch))).toEqual(ARCHIVED);
    expect(verdicts.flatMap(({ faults, strangers }) => [...faults, ...strangers])).toEqual([]);
  });
});
