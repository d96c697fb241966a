import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { syntheticEpoch } from '../../../packages/domain/bench/synthetic-epoch.ts';
import { delegatorHash, type PoolId, poolId, type StakeSnapshot } from '../../../packages/domain/src/index.ts';
import type { Pool } from '../../../packages/shared-utils/src/pg/index.ts';
import { projectRoot } from '../../../scripts/project-node.mjs';
import { startDaemonProcess } from '../../tips/daemon-process.ts';
import { archiveEpochsOf } from '../archive/two-hundred-epochs.ts';
import { accountsOf } from '../epoch/dump.ts';
import { makeHistory } from '../epoch/history.ts';
import { inLedgerOrder } from '../epoch/ledger-order.ts';
import { startEpochStage } from '../epoch/stage.ts';
import { addChainPast } from './chain-past.ts';
import { addPoolsPast } from './pools-past.ts';
import { type ApiBenchSize, KEPT_FROM, KEPT_PAID } from './size.ts';

/** Everything in processes of their own: PostgreSQL with fsync, an object store, the real rest-api, the naive one. */
export interface ApiStage {
  readonly pool: Pool;
  readonly postmaster: number;
  /** where the real one answers, and its process */
  readonly address: string;
  readonly pid: number;
  readonly naiveAddress: string;
  /** every pool, those that are no more among them, in no order that an index has */
  readonly pools: readonly PoolId[];
  /** hex, with a history of all epochs */
  readonly accounts: readonly string[];
  stop(): Promise<void>;
}

/** The accounts whose histories reach into the archive: a 256th of all. */
const PREFIX = 'ab';

export async function startApiStage(size: ApiBenchSize, say: (line: string) => void): Promise<ApiStage> {
  const inputs = inLedgerOrder(syntheticEpoch(size.accounts));
  say(`${size.accounts} accounts in PostgreSQL, ${size.epochs} epochs of pools`);
  const stage = await startEpochStage(async (pool) => {
    await makeHistory(pool, {
      inputs,
      accounts: accountsOf(inputs.snapshot.delegators),
      paidBefore: KEPT_PAID,
      loyalty: false,
    });
    await addPoolsPast(pool, size);
    await addChainPast(pool, size);
  });
  const stops = [() => stage.stop()];
  const stop = async (): Promise<void> => {
    for (const one of stops.reverse()) await one();
  };
  try {
    const accounts = hashesOf(inputs.snapshot);
    const archived = Math.min(size.epochs, KEPT_FROM);
    say(`${archived} epochs of ${accounts.length} accounts into the archive`);
    await archiveEpochsOf(accounts, { pool: stage.pool, objects: stage.objects, prefix: PREFIX, epochs: archived });
    const api = await startDaemonProcess('rest-api', { ...stage.settings, ...UNLIMITED, LOG_LEVEL: 'info' });
    stops.push(async () => void (await api.stop()));
    const naive = await startNaive(stage.settings['DATABASE_URL'] ?? '');
    stops.push(naive.stop);
    const { rows } = await stage.pool.query<{ pool: string }>(
      `select encode(pool_id, 'hex') as pool from pool order by sha256(pool_id)`,
    );
    return {
      pool: stage.pool,
      postmaster: stage.postmaster,
      address: api.address,
      pid: api.child.pid ?? 0,
      naiveAddress: naive.address,
      pools: rows.map((row) => poolId(row.pool)),
      accounts,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Everybody asks from one address here. Else the daemon's settings are the usual ones. */
const UNLIMITED = {
  REST_API_REQUESTS_PER_SECOND: '1000000',
  REST_API_BURST: '100000000',
  REST_API_SOCKETS_OF_ADDRESS: '100000',
};

function hashesOf({ delegators }: StakeSnapshot): string[] {
  const hashes: string[] = [];
  for (let row = 0; row < delegators.count; row += 1) {
    const hash = delegatorHash(delegators, row);
    if (hash.startsWith(PREFIX)) hashes.push(hash);
  }
  return hashes.sort();
}

async function startNaive(
  databaseUrl: string,
): Promise<{ readonly address: string; readonly stop: () => Promise<void> }> {
  const child = spawn(process.execPath, [join(projectRoot, 'test/bench/api/naive-process.ts'), databaseUrl], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const first: unknown[] = await Promise.race([once(child.stdout, 'data'), closed]);
  const address = String(first[0]).trim();
  if (!address.startsWith('http')) throw new Error(`the naive server did not start: ${address}`);
  return {
    address,
    stop: async () => {
      child.stdin.end();
      await closed;
    },
  };
}
