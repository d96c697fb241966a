/**
 * One epoch of mainnet's size (1.3 million delegators and what they earned) moved into the archive by the asset itself:
 * read from PostgreSQL, written as Parquet, put, read back, dropped. Then one key's history over two hundred archived
 * epochs, cold: nothing of it was read before. A real PostgreSQL with fsync; the local object store and the making of the
 * epoch are in this process, so peak memory is of all three.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syntheticEpoch } from '../../packages/domain/bench/synthetic-epoch.ts';
import { epoch, mainnet } from '../../packages/domain/src/index.ts';
import { computeRewards, poolStakesOf, settleRewards } from '../../packages/domain/src/rewards/index.ts';
import { archive } from '../../packages/epoch-processing/src/assets/archive.ts';
import { startObjectStore } from '../../packages/local-cloud/src/index.ts';
import { startPostgres } from '../../packages/local-cloud/src/postgres/index.ts';
import type { RunContext } from '../../packages/pipeline/src/index.ts';
import { type ObjectStore, openObjectStore } from '../../packages/shared-utils/src/aws/index.ts';
import { memoryLog } from '../../packages/shared-utils/src/log/index.ts';
import { inTransaction, openPool, type Pool } from '../../packages/shared-utils/src/pg/index.ts';
import { openArchive, rewardHistory } from '../../packages/store/src/archive/index.ts';
import { migrate, saveRewards, saveSnapshot } from '../../packages/store/src/index.ts';
import { ARCHIVED_EPOCHS, archiveTwoHundred, someKeys } from './archive/two-hundred-epochs.ts';
import { median, secondsOf } from './timing.ts';

export interface ArchiveBench {
  readonly archiveSeconds: number;
  readonly rows: number;
  /** in the object store */
  readonly bytes: number;
  /** median over keys, each read for the first time by a reader that has read nothing */
  readonly keyHistoryMs: number;
  readonly historyEpochs: number;
  readonly peakRssMb: number;
}

const ARCHIVED = epoch(500);

export async function run(): Promise<ArchiveBench> {
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-bench-archive-'));
  const server = await startPostgres({ dataDir: join(folder, 'pg') });
  const bucket = await startObjectStore({ buckets: ['bench'], dataDir: join(folder, 's3') });
  const objects = openObjectStore({ bucket: 'bench', region: 'local', endpoint: bucket.url, count: () => {} });
  try {
    await migrate(server.url);
    const pool = openPool({ connectionString: server.url, applicationName: 'bench' });
    try {
      await fill(pool);
      const moved = await move(pool, objects);
      const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
      return { ...moved, ...(await histories(pool, objects)), peakRssMb };
    } finally {
      await pool.end();
    }
  } finally {
    objects.close();
    await bucket.stop();
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

async function fill(pool: Pool): Promise<void> {
  const inputs = syntheticEpoch();
  const { snapshot } = inputs;
  const rewards = computeRewards(inputs);
  const settlement = settleRewards({
    rewards,
    snapshot,
    treasury: inputs.reserves,
    unregistered: [],
    unregisteredAtCalculation: [],
  });
  const stakes = poolStakesOf(snapshot);
  await inTransaction(pool, (tx) =>
    saveSnapshot(tx, { activeEpoch: ARCHIVED, snapshot, ...stakes, sha256: '00'.repeat(32) }),
  );
  await inTransaction(pool, (tx) =>
    saveRewards(tx, { earned: ARCHIVED, snapshot, rewards, fees: inputs.fees, settlement }),
  );
  await pool.query('checkpoint');
}

async function move(pool: Pool, objects: ObjectStore) {
  const context: RunContext = {
    partition: String(ARCHIVED),
    run: 1n,
    attempt: 1,
    pool,
    signal: new AbortController().signal,
    log: memoryLog(),
    once: (_, work) => work(),
  };
  const asset = archive({ network: mainnet, objects });
  const archiveSeconds = await secondsOf(async () => {
    const loaded = await asset.load(context);
    const computed = await loaded.compute();
    await inTransaction(pool, (tx) => computed.save(tx, context));
  });
  const { rows } = await pool.query<{ rows: bigint; bytes: bigint }>('select rows, bytes from archive_span');
  return { archiveSeconds, rows: Number(rows[0]?.rows), bytes: Number(rows[0]?.bytes) };
}

async function histories(pool: Pool, objects: ObjectStore) {
  await archiveTwoHundred({ pool, objects });
  const [warm, ...keys] = someKeys(22);
  if (warm !== undefined) await rewardHistory({ db: pool, archive: openArchive(objects) }, warm);
  const milliseconds: number[] = [];
  let historyEpochs = 0;
  for (const key of keys) {
    const archiveReader = openArchive(objects);
    const seconds = await secondsOf(async () => {
      const { delegations } = await rewardHistory({ db: pool, archive: archiveReader }, key);
      historyEpochs = delegations.length;
    });
    milliseconds.push(seconds * 1000);
  }
  if (historyEpochs !== ARCHIVED_EPOCHS) throw new Error(`a history has ${historyEpochs} epochs`);
  return { keyHistoryMs: median(milliseconds), historyEpochs };
}
