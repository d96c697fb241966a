/**
 * The loyalty of an epoch at mainnet's size: 1.3 million delegators, of whom one in fifty moved since the epoch before, with
 * the payouts of three epochs earlier to take in. A real PostgreSQL with fsync, as in production. Its own CPU time is told
 * beside the seconds, because a busy machine changes it less.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mulberry32 } from '../../packages/domain/bench/mulberry32.ts';
import { syntheticEpoch } from '../../packages/domain/bench/synthetic-epoch.ts';
import { delegatorCredential, epoch, lovelace } from '../../packages/domain/src/index.ts';
import { computeRewards, poolStakesOf, settleRewards } from '../../packages/domain/src/rewards/index.ts';
import { loyaltyPlan } from '../../packages/epoch-processing/src/loyalty-plan.ts';
import { startPostgres } from '../../packages/local-cloud/src/postgres/index.ts';
import { inTransaction, openPool, type Pool } from '../../packages/shared-utils/src/pg/index.ts';
import {
  delegatorLoyalty,
  migrate,
  readLoyaltyGrounds,
  saveLoyalty,
  saveRewards,
  saveSnapshot,
} from '../../packages/store/src/index.ts';
import { secondsOf } from './timing.ts';

export interface LoyaltyBench {
  readonly delegators: number;
  readonly moves: number;
  readonly seconds: number;
  /** of the PostgreSQL process that does it */
  readonly cpuSeconds: number;
  readonly postgresPeakMb: number;
  readonly peakRssMb: number;
  /** `dl` of 5,000 delegators at once */
  readonly readSeconds: number;
}

const FIRST = 500;
/** The first epoch that has payouts to take in. */
const MEASURED = FIRST + 3;
const MOVING = 0.02;

export async function run(): Promise<LoyaltyBench> {
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-bench-loyalty-'));
  const server = await startPostgres({ dataDir: join(folder, 'pg') });
  try {
    await migrate(server.url);
    const pool = openPool({ connectionString: server.url, applicationName: 'bench' });
    try {
      return await measured(pool);
    } finally {
      await pool.end();
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

async function measured(pool: Pool): Promise<LoyaltyBench> {
  const inputs = syntheticEpoch();
  const { snapshot } = inputs;
  const random = mulberry32(7);
  for (let at = FIRST; at < MEASURED; at += 1) {
    await snapshotOf(pool, at, snapshot);
    if (at === FIRST) await payOut(pool, at, inputs);
    await countLoyalty(pool, at);
    for (let row = 0; row < snapshot.delegators.count; row += 1) {
      if (random() / 2 ** 32 < MOVING) snapshot.delegators.pool[row] = random() % snapshot.pools.length;
    }
  }
  await snapshotOf(pool, MEASURED, snapshot);
  await pool.query('checkpoint');
  const counted = await countLoyalty(pool, MEASURED);
  const credentials = Array.from({ length: 5_000 }, (_, row) => delegatorCredential(snapshot.delegators, row * 200));
  return {
    ...counted,
    delegators: snapshot.delegators.count,
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    readSeconds: await secondsOf(() => delegatorLoyalty(pool, credentials)),
  };
}

type Inputs = ReturnType<typeof syntheticEpoch>;

const snapshotOf = (pool: Pool, at: number, snapshot: Inputs['snapshot']): Promise<void> =>
  inTransaction(pool, (tx) =>
    saveSnapshot(tx, { activeEpoch: epoch(at), snapshot, ...poolStakesOf(snapshot), sha256: '00'.repeat(32) }),
  );

async function payOut(pool: Pool, earned: number, inputs: Inputs): Promise<void> {
  const rewards = computeRewards(inputs);
  const { snapshot, fees } = inputs;
  const settlement = settleRewards({
    rewards,
    snapshot,
    treasury: lovelace(0n),
    unregistered: [],
    unregisteredAtCalculation: [],
  });
  await inTransaction(pool, (tx) => saveRewards(tx, { earned: epoch(earned), snapshot, rewards, fees, settlement }));
}

async function countLoyalty(pool: Pool, at: number) {
  const plan = loyaltyPlan(await readLoyaltyGrounds(pool, epoch(at)));
  let moves = 0;
  let before = { cpuSeconds: 0, peakMb: 0 };
  let after = before;
  const seconds = await secondsOf(() =>
    inTransaction(pool, async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      before = await processOf(rows[0]?.pid ?? 0);
      moves = (await saveLoyalty(tx, plan)).moves ?? 0;
      after = await processOf(rows[0]?.pid ?? 0);
    }),
  );
  return { moves, seconds, cpuSeconds: after.cpuSeconds - before.cpuSeconds, postgresPeakMb: after.peakMb };
}

/** Linux only; zeros elsewhere. */
async function processOf(pid: number): Promise<{ readonly cpuSeconds: number; readonly peakMb: number }> {
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
  const times = (await read('stat')).split(') ')[1]?.split(' ') ?? [];
  const peak = /VmHWM:\s+(\d+) kB/.exec(await read('status'))?.[1] ?? '0';
  return {
    cpuSeconds: (Number(times[11] ?? 0) + Number(times[12] ?? 0)) / 100,
    peakMb: Math.round(Number(peak) / 1024),
  };
}
