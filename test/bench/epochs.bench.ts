/**
 * The proof that the epochs are right, and how long it takes: every recorded epoch of preview and preprod, handed over as ledger dumps
 * are, through the real epoch-processing in a process of its own into a real PostgreSQL with fsync, and there compared by SQL with what
 * the Haskell node paid every pool and every account.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Network, preprod, preview } from '../../packages/domain/src/index.ts';
import {
  areEpochsRecorded,
  handOver,
  type RewardFixture,
  recordedEpochs,
} from '../../packages/epoch-processing/test/recorded-epochs.ts';
import {
  compareWithTruth,
  recordTruth,
  type TruthCompared,
} from '../../packages/epoch-processing/test/recorded-epochs-truth.ts';
import { startObjectStore, startPostgres } from '../../packages/local-cloud/src/index.ts';
import { openObjectStore } from '../../packages/shared-utils/src/aws/index.ts';
import { systemClock } from '../../packages/shared-utils/src/clock/index.ts';
import { openPool, type Pool } from '../../packages/shared-utils/src/pg/index.ts';
import { migrate } from '../../packages/store/src/index.ts';
import { projectRoot } from '../../scripts/project-node.mjs';
import { secondsOf } from './timing.ts';

export interface EpochsBench {
  readonly epochs: number;
  /** rows of pools */
  readonly pools: number;
  /** rows of delegators */
  readonly members: number;
  /** epochs, pools and account rewards of which a figure differs; the proof is that there are none */
  readonly mismatches: number;
  /** from the start of the process until the last rewards are final, whatever else runs beside them */
  readonly seconds: number;
  readonly secondsPerEpoch: number;
  /** of the process, whichever network took more */
  readonly peakRssMb: number;
  /** account rewards that were compared, each with its destination */
  readonly rewards: number;
  /** runs and their seconds, by asset: where the time went */
  readonly assets: AssetTimes;
}

type AssetTimes = Readonly<Record<string, { readonly runs: number; readonly seconds: number }>>;

/** @throws Error where ../shared/data is absent, and when an asset of the rewards failed: then the pipeline itself says that a figure is wrong. */
export async function run(): Promise<EpochsBench> {
  if (!areEpochsRecorded) throw new Error('the recorded epochs are not on this machine (../shared/data/rewards)');
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-bench-epochs-'));
  const server = await startPostgres({ dataDir: join(folder, 'pg') });
  try {
    const admin = openPool({ connectionString: server.url, applicationName: 'bench', max: 1 });
    const done: Proof[] = [];
    try {
      for (const network of [preview, preprod]) {
        await admin.query(`create database ${network.name}`);
        const url = Object.assign(new URL(server.url), { pathname: `/${network.name}` }).href;
        await migrate(url);
        done.push(await proven(url, network));
      }
    } finally {
      await admin.end();
    }
    return together(done);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

interface Proof extends TruthCompared {
  readonly members: number;
  readonly seconds: number;
  readonly peakRssMb: number;
  readonly assets: AssetTimes;
}

function together(done: readonly Proof[]): EpochsBench {
  const sum = (figure: Exclude<keyof Proof, 'assets'>): number =>
    done.reduce((total, proof) => total + proof[figure], 0);
  return {
    epochs: sum('epochs'),
    pools: sum('pools'),
    members: sum('members'),
    mismatches: sum('mismatches'),
    seconds: sum('seconds'),
    secondsPerEpoch: sum('seconds') / sum('epochs'),
    peakRssMb: Math.max(...done.map(({ peakRssMb }) => peakRssMb)),
    rewards: sum('rewards'),
    assets: done.map(({ assets }) => assets).reduce(addTimes),
  };
}

function addTimes(a: AssetTimes, b: AssetTimes): AssetTimes {
  const sums = { ...a };
  for (const [asset, { runs, seconds }] of Object.entries(b)) {
    sums[asset] = { runs: runs + (a[asset]?.runs ?? 0), seconds: seconds + (a[asset]?.seconds ?? 0) };
  }
  return sums;
}

async function proven(databaseUrl: string, network: Network): Promise<Proof> {
  const bucket = 'bench';
  const server = await startObjectStore({ buckets: [bucket] });
  const access = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const objects = openObjectStore({ endpoint: server.url, region: 'local', bucket, ...access, count: () => {} });
  const pool = openPool({ connectionString: databaseUrl, applicationName: 'bench' });
  try {
    const fixtures = await recordedEpochs(network.name === 'preview' ? 'preview' : 'preprod');
    await handOver(fixtures, { pool, objects, network });
    await recordTruth(pool, fixtures);
    const settings = {
      DATABASE_URL: databaseUrl,
      NETWORK: network.name,
      OBJECT_STORE_ENDPOINT: server.url,
      OBJECT_STORE_REGION: 'local',
      OBJECT_STORE_BUCKET: bucket,
      OBJECT_STORE_ACCESS_KEY_ID: access.accessKeyId,
      OBJECT_STORE_SECRET_ACCESS_KEY: access.secretAccessKey,
    };
    const worked = await processed(settings, () => isDone(pool, fixtures));
    const members = fixtures.reduce((sum, { inputs }) => sum + inputs.snapshot.delegators.count, 0);
    return { ...(await compareWithTruth(pool)), ...worked, members, assets: await assetTimes(pool) };
  } finally {
    await pool.end();
    objects.close();
    await server.stop();
  }
}

/** Runs epoch-processing until `isDone`. */
async function processed(
  settings: Readonly<Record<string, string>>,
  isDone: () => Promise<boolean>,
): Promise<Pick<Proof, 'seconds' | 'peakRssMb'>> {
  const child = spawn(process.execPath, [join(projectRoot, 'packages/epoch-processing/src/main.ts')], {
    cwd: tmpdir(),
    env: {
      PATH: process.env['PATH'],
      ...settings,
      EPOCH_PROCESSING_PORT: String(await freePort()),
      LOG_LEVEL: 'warn',
    },
    // What it logs is for people: stdout holds the figures.
    stdio: ['ignore', process.stderr, 'inherit'],
  });
  try {
    const seconds = await secondsOf(async () => {
      while (!(await isDone())) {
        if (child.exitCode !== null) throw new Error(`epoch-processing ended with ${child.exitCode}`);
        await systemClock.waitMs(50);
      }
    });
    return { seconds, peakRssMb: await peakRssMbOf(child) };
  } finally {
    const closed = child.exitCode === null ? once(child, 'close') : null;
    child.kill('SIGINT');
    await closed;
  }
}

/** What the rewards are made by. Other assets run beside them and are no part of the proof. */
const PROVEN = ['epoch_params', 'stake_snapshot', 'rewards_forecast', 'rewards'];

/** @throws Error naming what failed */
async function isDone(pool: Pool, fixtures: readonly RewardFixture[]): Promise<boolean> {
  const { rows } = await pool.query<{ asset: string; partition: string; state: string }>(
    `select asset, partition, state from asset_partition
     where asset = any ($1) and (state in ('requested', 'running', 'failed') or asset = 'rewards' and state = 'ok')`,
    [PROVEN],
  );
  const failed = rows.filter(({ state }) => state === 'failed');
  if (failed.length > 0) {
    throw new Error(`failed: ${failed.map(({ asset, partition }) => `${asset}/${partition}`).join(', ')}`);
  }
  return rows.length === fixtures.length && rows.every(({ state }) => state === 'ok');
}

async function assetTimes(pool: Pool): Promise<AssetTimes> {
  const { rows } = await pool.query<{ asset: string; runs: bigint; seconds: number }>(
    `select asset, count(*) as runs, coalesce(sum(extract(epoch from finished_at - started_at)), 0)::float8 as seconds
     from asset_run group by asset order by seconds desc`,
  );
  return Object.fromEntries(rows.map(({ asset, runs, seconds }) => [asset, { runs: Number(runs), seconds }]));
}

async function peakRssMbOf({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
