import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_BUT_BOUNDARY, decodeLedgerDump } from '../../../packages/cnode/src/dump/index.ts';
import { decodeSnapshotFile, snapshotFileChunks } from '../../../packages/codec/src/index.ts';
import { epoch, type StakeSnapshot } from '../../../packages/domain/src/index.ts';
import { poolStakesOf } from '../../../packages/domain/src/rewards/index.ts';
import { startPostgres } from '../../../packages/local-cloud/src/postgres/index.ts';
import { inTransaction, openPool, type Pool } from '../../../packages/shared-utils/src/pg/index.ts';
import { migrate, saveSnapshot } from '../../../packages/store/src/index.ts';
import { median, secondsOf } from '../timing.ts';

export interface Loaded {
  /** the mark of the dump as a snapshot file: written, read and verified, and its rows indexed and visible in PostgreSQL */
  readonly loadSeconds: number;
  /** the server's own COPY of the same rows from a file into a bare table */
  readonly copySeconds: number;
  /** median of the ratios pair by pair */
  readonly ratioToCopy: number;
  readonly snapshotFileBytes: number;
}

/** Loads the dump's mark `runs` times, each beside a bare COPY. A real PostgreSQL with fsync. */
export async function load(dumpPath: string, { folder, runs }: { folder: string; runs: number }): Promise<Loaded> {
  const { mark } = decodeLedgerDump(dumpPath, { leaveOut: ALL_BUT_BOUNDARY });
  const server = await startPostgres({ dataDir: join(folder, 'pg') });
  try {
    await migrate(server.url);
    const pool = openPool({ connectionString: server.url, applicationName: 'bench' });
    try {
      return await measured(pool, mark, { folder, rowsFile: join(server.dataDir, 'bench-rows.tsv'), runs });
    } finally {
      await pool.end();
    }
  } finally {
    await server.stop();
  }
}

async function measured(
  pool: Pool,
  mark: StakeSnapshot,
  { folder, rowsFile, runs }: { folder: string; rowsFile: string; runs: number },
): Promise<Loaded> {
  const path = join(folder, 'mark.snapshot');
  let snapshotFileBytes = 0;
  const through = async (active: number): Promise<void> => {
    snapshotFileBytes = writeSnapshot(path, mark);
    const { snapshot } = decodeSnapshotFile(readFileSync(path));
    const saved = { activeEpoch: epoch(active), snapshot, ...poolStakesOf(snapshot), sha256: '00'.repeat(32) };
    await inTransaction(pool, (tx) => saveSnapshot(tx, saved));
  };
  // The warm-up also makes the rows of the file that COPY reads.
  await through(1);
  await pool.query(`copy stake_snapshot_1 to '${rowsFile}'`);
  const ours: number[] = [];
  const copies: number[] = [];
  for (let round = 0; round < runs; round += 1) {
    await pool.query('checkpoint');
    ours.push(await secondsOf(() => through(round + 2)));
    await pool.query('checkpoint');
    await pool.query('create table bare (like stake_snapshot)');
    copies.push(await secondsOf(() => pool.query(`copy bare from '${rowsFile}'`)));
    await pool.query('drop table bare');
  }
  const ratioToCopy = median(ours.map((seconds, round) => seconds / (copies[round] ?? Number.NaN)));
  return { loadSeconds: median(ours), copySeconds: median(copies), ratioToCopy, snapshotFileBytes };
}

/** @returns its bytes */
function writeSnapshot(path: string, snapshot: StakeSnapshot): number {
  const file = openSync(path, 'w');
  let bytes = 0;
  const of = { network: 'mainnet', epoch: epoch(600), role: 'mark', snapshot, accounts: null } as const;
  for (const piece of snapshotFileChunks(of)) bytes += writeSync(file, piece);
  closeSync(file);
  return bytes;
}
