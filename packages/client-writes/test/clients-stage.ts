import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { customNetwork, networkText } from '@pooltool/domain';
import { startObjectStore, startRealtimeDatabase, startTroubledLine, type TroubledLine } from '@pooltool/local-cloud';
import type { JsonValue } from '@pooltool/shared-utils/json';
import { claimNetwork } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';

export const network = customNetwork({
  name: 'smallnet',
  magic: 7,
  systemStartMs: Date.UTC(2024, 0, 1),
  epochLength: 100,
});
const ROOT = 'Smallnet';
const BUCKET = 'documents';

export const POOL = '1'.repeat(56);
export const OTHER_POOL = '2'.repeat(56);
export const USER = '11111111-1111-4111-8111-111111111111';
export const HASH = 'a'.repeat(56);
export const token = (name: string): string => `fcm-${name}`.padEnd(40, '_');

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  readonly ready: Promise<unknown>;
}

export interface ClientsStage {
  readonly database: TestDatabase;
  /** between our processes and PostgreSQL, and Firebase: clients have their own way there */
  readonly lines: { readonly database: TroubledLine; readonly firebase: TroubledLine };
  /** as a client that may, or as the publisher: below the network's root; null removes */
  write(path: string, value: JsonValue | null): Promise<void>;
  read(path: string): unknown;
  /** the daemon as a process of its own */
  daemon(): Running;
  /** who draws, likewise */
  publisher(): Running;
  rows(sql: string): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

/** PostgreSQL and Firebase of this file's own. */
export async function openClientsStage(): Promise<ClientsStage> {
  const database = await createTestDatabase();
  await claimNetwork(database.pool, network);
  await database.pool.query(
    `insert into pool (pool_id) select decode(pool, 'hex') from unnest($1::text[]) as p (pool)`,
    [[POOL, OTHER_POOL]],
  );
  const firebase = await startRealtimeDatabase();
  const lines = { database: await startTroubledLine(database.url), firebase: await startTroubledLine(firebase.url) };
  const objects = await startObjectStore({ buckets: [BUCKET] });
  const folder = await mkdtemp(join(tmpdir(), 'client-writes-'));
  await writeFile(join(folder, 'network.json'), networkText(network));
  const running = new Set<ChildProcess>();
  const env = {
    DATABASE_URL: lines.database.url,
    NETWORK: join(folder, 'network.json'),
    FIREBASE_DATABASE_URL: `${lines.firebase.url}?ns=clients`,
    CLIENT_WRITES_PORT: '0',
    CLIENT_WRITES_MOST_ALERTS: '5',
    OBJECT_STORE_BUCKET: BUCKET,
    OBJECT_STORE_ENDPOINT: objects.url,
    PUBLISHER_PORT: '0',
  };
  const started = (main: string): Running => {
    const child = fork(main, { env, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    running.add(child);
    const ended = once(child, 'close').then(([code]: unknown[]) => {
      running.delete(child);
      return code;
    });
    return { child, ended, ready: once(child, 'message') };
  };
  return {
    database,
    lines,
    async write(path, value) {
      const response = await fetch(`${firebase.url}/${ROOT}/${path}.json?ns=clients&auth=owner`, {
        method: 'PUT',
        body: JSON.stringify(value),
      });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    },
    read: (path) => firebase.read(`/${ROOT}/${path}`, 'clients'),
    daemon: () => started(join(import.meta.dirname, '../src/main.ts')),
    publisher: () => started(join(import.meta.dirname, '../../publisher/src/main.ts')),
    rows: async (sql) => (await database.pool.query<Record<string, unknown>>(sql)).rows,
    async close() {
      for (const child of running) child.kill('SIGKILL');
      for (const line of Object.values(lines)) await line.close();
      await firebase.stop();
      await objects.stop();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
