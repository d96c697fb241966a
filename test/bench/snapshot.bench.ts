/**
 * A stake snapshot of mainnet's size into its epoch's partition: COPY, index, attach, statistics, with the pools and the
 * marks that go with it. Beside it, in turn and in the same run, the least that could be done: the server's own COPY of
 * the same rows from a file into a bare table. A real PostgreSQL with fsync, as in production.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syntheticEpoch } from '../../packages/domain/bench/synthetic-epoch.ts';
import { epoch } from '../../packages/domain/src/index.ts';
import { poolStakesOf } from '../../packages/domain/src/rewards/index.ts';
import { startPostgres } from '../../packages/local-cloud/src/postgres/index.ts';
import { inTransaction, openPool, type Pool } from '../../packages/shared-utils/src/pg/index.ts';
import { migrate, saveSnapshot } from '../../packages/store/src/index.ts';
import { median, secondsOf } from './timing.ts';

export interface SnapshotBench {
  readonly rows: number;
  /** medians: ours, indexed and visible */
  readonly seconds: number;
  /** COPY of the same rows from a file */
  readonly copySeconds: number;
  /** median of the ratios pair by pair */
  readonly ratioToCopy: number;
  readonly runs: number;
}

export async function run(runs = 5): Promise<SnapshotBench> {
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-bench-snapshot-'));
  const server = await startPostgres({ dataDir: join(folder, 'pg') });
  try {
    await migrate(server.url);
    const pool = openPool({ connectionString: server.url, applicationName: 'bench' });
    try {
      return await measured(pool, { rowsFile: join(server.dataDir, 'bench-rows.tsv'), runs });
    } finally {
      await pool.end();
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

async function measured(pool: Pool, { rowsFile, runs }: { rowsFile: string; runs: number }): Promise<SnapshotBench> {
  const { snapshot } = syntheticEpoch();
  const stakes = poolStakesOf(snapshot);
  const save = (active: number) =>
    inTransaction(pool, (tx) =>
      saveSnapshot(tx, { activeEpoch: epoch(active), snapshot, ...stakes, sha256: '00'.repeat(32) }),
    );
  // The warm-up also makes the rows of the file that COPY reads.
  await save(1);
  await pool.query(`copy stake_snapshot_1 to '${rowsFile}'`);

  const ours: number[] = [];
  const copies: number[] = [];
  for (let round = 0; round < runs; round += 1) {
    await pool.query('checkpoint');
    ours.push(await secondsOf(() => save(round + 2)));
    await pool.query('checkpoint');
    await pool.query('create table bare (like stake_snapshot)');
    copies.push(await secondsOf(() => pool.query(`copy bare from '${rowsFile}'`)));
    await pool.query('drop table bare');
  }
  return {
    rows: snapshot.delegators.count,
    seconds: median(ours),
    copySeconds: median(copies),
    ratioToCopy: median(ours.map((seconds, round) => seconds / (copies[round] ?? Number.NaN))),
    runs,
  };
}
