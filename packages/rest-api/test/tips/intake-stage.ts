import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { customNetwork, networkText, poolId } from '@pooltool/domain';
import { startPostgres } from '@pooltool/local-cloud/postgres';
import { inTransaction, openPool, type Pool } from '@pooltool/shared-utils/pg';
import { claimNetwork, migrate } from '@pooltool/store';
import { addOperatorPools, newApiKey, saveKeys } from '@pooltool/store/keys';
import { onTestFinished } from 'vitest';

export const KEY = newApiKey(new Uint8Array(20).fill(7));
export const POOL = poolId('0b'.repeat(28));
const USER = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a12';
const NETWORK = customNetwork({ name: 'devnet42', magic: 42, systemStartMs: 0 });

export interface Api {
  readonly address: string;
  /** its exit code, or the signal that ended it */
  readonly ended: Promise<unknown>;
  kill(signal: NodeJS.Signals): void;
}

export interface IntakeStage {
  readonly pool: Pool;
  /** rest-api as a process of its own, listening */
  api(): Promise<Api>;
  /** PostgreSQL is killed, and stays away until `bringBack`. */
  takeAway(): Promise<void>;
  /** On its folder and port, with everything it answered. */
  bringBack(): Promise<void>;
  /** numbers (heights) of what waits for the tip loop */
  stored(): Promise<number[]>;
}

const KEEPS_ANSWERS = { durable: false, settings: { synchronous_commit: 'on' } } as const;

/** A PostgreSQL of its own, which may go away, a key that may report, and rest-api on it; gone with the test. */
export async function openIntakeStage({
  settings = {},
}: {
  readonly settings?: Readonly<Record<string, string>>;
} = {}): Promise<IntakeStage> {
  const folder = await mkdtemp(join(tmpdir(), 'intake-'));
  const dataDir = join(folder, 'data');
  let postgres = await startPostgres({ dataDir, ...KEEPS_ANSWERS });
  const pool = openPool({ connectionString: postgres.url, applicationName: 'intake-test', onConnectionLost: () => {} });
  const running = new Set<ChildProcess>();
  onTestFinished(async () => {
    for (const child of running) child.kill('SIGKILL');
    await pool.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });
  await migrate(postgres.url);
  await claimNetwork(pool, NETWORK);
  await inTransaction(pool, async (tx) => {
    await saveKeys(tx, [{ key: KEY, user: USER, label: '' }], 0);
    await addOperatorPools(tx, [{ user: USER, pool: POOL }], 0);
  });
  await writeFile(join(folder, 'network.json'), networkText(NETWORK));
  const env = {
    DATABASE_URL: postgres.url,
    NETWORK: join(folder, 'network.json'),
    OBJECT_STORE_ENDPOINT: 'http://127.0.0.1:1',
    OBJECT_STORE_ACCESS_KEY_ID: 'test',
    OBJECT_STORE_SECRET_ACCESS_KEY: 'test',
    REST_API_PORT: '0',
    REST_API_REPORTS_PER_SECOND: '1000000',
    REST_API_REPORT_BURST: '1000000',
    REST_API_REPORTS_OF_ADDRESS: '1000000',
    ...settings,
  };
  return {
    pool,
    async api() {
      const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts')], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      running.add(child);
      const ended = once(child, 'exit').then(([code, signal]: unknown[]) => {
        running.delete(child);
        return code ?? signal;
      });
      return { address: await addressOf(child), ended, kill: (signal) => void child.kill(signal) };
    },
    takeAway: () => postgres.kill(),
    bringBack: async () => {
      postgres = await startPostgres({ dataDir, port: postgres.port, ...KEEPS_ANSWERS });
    },
    async stored() {
      const { rows } = await pool.query<{ no: number }>(
        `select (message ->> 'height')::int as no from tip_inbox, jsonb_array_elements(messages) as message`,
      );
      return rows.map(({ no }) => no);
    },
  };
}

async function addressOf(daemon: ChildProcess): Promise<string> {
  if (daemon.stdout === null) throw new Error('the daemon has no output');
  for await (const line of createInterface({ input: daemon.stdout })) {
    const logged: { readonly address?: string } = JSON.parse(line);
    if (logged.address === undefined) continue;
    daemon.stdout.resume();
    return logged.address;
  }
  throw new Error('the daemon ended before it listened');
}
