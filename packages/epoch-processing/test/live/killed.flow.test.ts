import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeLiveStakeFile } from '@pooltool/codec';
import { type LiveStakeArrival, networkText, unixMs } from '@pooltool/domain';
import { startObjectStore } from '@pooltool/local-cloud';
import { type ObjectStore, openObjectStore } from '@pooltool/shared-utils/aws';
import { inTransaction, type Transaction } from '@pooltool/shared-utils/pg';
import { type DumpEvent, makeSimulation } from '@pooltool/simulator';
import { readLiveGeneration, readLivePools, recordLiveArrival } from '@pooltool/store';
import { createTestDatabase, type TestDatabase, tableHashes } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { projectRoot } from '../../../../scripts/project-node.mjs';
import { prepareLive } from '../../../cnode/src/live/prepare-live.ts';
import { liveFiguresOf } from '../../src/assets/live-stake.ts';

const simulation = makeSimulation({ seed: 31, epochs: 3, epochLength: 100, delegators: 30 });
const dumps = [...simulation.events()].filter((event): event is DumpEvent => event.kind === 'dump');
const [first, second, third] = dumps;
if (first === undefined || second === undefined || third === undefined) throw new Error('three dumps were wanted');

const BUCKET = 'live';
const { network } = simulation;

let database: TestDatabase;
let s3: Awaited<ReturnType<typeof startObjectStore>>;
let objects: ObjectStore;
let folder: string;
let running: ChildProcess | null = null;
beforeAll(async () => {
  database = await createTestDatabase();
  s3 = await startObjectStore({ buckets: [BUCKET] });
  objects = openObjectStore({ bucket: BUCKET, region: 'us-west-2', endpoint: s3.url, count: () => {} });
  folder = await mkdtemp(join(tmpdir(), 'pooltool-live-killed-'));
  await writeFile(join(folder, 'network.json'), networkText(network));
});
afterAll(async () => {
  running?.kill('SIGKILL');
  objects.close();
  await s3.stop();
  await database.close();
  await rm(folder, { recursive: true });
});

function startLoader(): ChildProcess {
  running = spawn(process.execPath, [join(projectRoot, 'packages/epoch-processing/src/main.ts')], {
    cwd: projectRoot,
    env: {
      DATABASE_URL: database.url,
      NETWORK: join(folder, 'network.json'),
      OBJECT_STORE_ENDPOINT: s3.url,
      OBJECT_STORE_BUCKET: BUCKET,
      EPOCH_PROCESSING_PORT: '0',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return running;
}

async function arrive({ epoch, bytes }: DumpEvent): Promise<{ arrival: LiveStakeArrival; file: Uint8Array }> {
  const dumpPath = join(folder, `${epoch}.cbor`);
  await writeFile(dumpPath, bytes);
  const { name, magic } = network;
  const done = prepareLive({ dumpPath, folder, network: name, magic, takenAtMs: unixMs(Date.now()) });
  if (done.kind !== 'prepared') throw new Error(`the dump was refused: ${done.refusal.message}`);
  const { arrival, path } = done;
  const file = await readFile(path);
  await objects.put({ key: arrival.file.key, body: file, contentType: 'application/octet-stream' });
  await inTransaction(database.pool, (tx) => recordLiveArrival(tx, { arrival, receivedAt: new Date() }));
  return { arrival, file };
}

const isNow = (look: () => unknown): Promise<void> =>
  vi.waitFor(async () => void (await look()), { timeout: 60_000, interval: 20 });
const generationIs = (sha256: string) =>
  isNow(async () => expect((await readLiveGeneration(database.pool))?.sha256).toBe(sha256));

/** Sessions of others that hold the new rows of a generation they have not committed, and wait. */
async function loadersInside(): Promise<bigint> {
  const { rows } = await database.pool.query<{ loaders: bigint }>(
    `select count(distinct l.pid) as loaders from pg_locks l
     where l.relation = 'live_stake'::regclass and l.mode = 'RowExclusiveLock' and l.granted
       and exists (select from pg_locks w where w.pid = l.pid and w.relation = 'live_pool'::regclass and not w.granted)`,
  );
  return rows[0]?.loaders ?? 0n;
}

const figures = () =>
  tableHashes(database.pool, { tables: ['live_stake', 'live_pool', 'stats_history', 'live_generation'] });

/** Holds up whoever wants to write the pools' figures, which is in the middle of a generation's transaction. */
const holdPools = (tx: Transaction) => tx.query('lock table live_pool in share mode');

test('kill -9 of the loader inside its transaction leaves the figures before it, and what arrives next replaces them', async () => {
  const loader = startLoader();
  const before = await arrive(first);
  await generationIs(before.arrival.file.sha256);
  const figuresBefore = await figures();

  await inTransaction(database.pool, async (tx) => {
    await holdPools(tx);
    await arrive(second);
    await isNow(async () => expect(await loadersInside()).toBe(1n));
    const gone = once(loader, 'exit');
    loader.kill('SIGKILL');
    expect(await gone).toEqual([null, 'SIGKILL']);
  });
  await isNow(async () => {
    const { rows } = await database.pool.query(
      `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         and application_name like 'epoch-processing%'`,
    );
    expect(rows).toEqual([]);
  });
  expect(await figures(), 'nothing of the generation that was cut off').toEqual(figuresBefore);

  const next = await arrive(third);
  startLoader();
  await generationIs(next.arrival.file.sha256);
  const ledger = decodeLiveStakeFile(next.file);
  const wanted = liveFiguresOf(ledger, network);
  const pools = await readLivePools(database.pool);
  expect(pools.size).toBe(wanted.pools.length);
  for (const { pool, stake, delegators } of wanted.pools) expect(pools.get(pool)).toMatchObject({ stake, delegators });
  const { rows } = await database.pool.query<{ rows: bigint }>('select count(*) as rows from live_stake');
  expect(rows).toEqual([{ rows: BigInt(ledger.delegators.count) }]);
});
