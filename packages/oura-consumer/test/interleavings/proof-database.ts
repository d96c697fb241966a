import type { Network, Tip } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { CHAIN_FEED, claimNetwork, pruneSpentOutputs, readSyncPoint } from '@pooltool/store';
import {
  createTestDatabase,
  type FaultProxy,
  startFaultProxy,
  TABLE_ROLES,
  type TableRows,
  type TestDatabase,
  tableHashes,
  tableRows,
  tablesOf,
} from '@pooltool/store/testing';
import { expireVerifications, requestVerification, type VerificationRequest } from '@pooltool/store/verifications';
import { type Channel, openChannel, subscribeChannel } from './channel.ts';
import { CORRECTIONS } from './what-people-know.ts';

/** A database that one case after the other is tried in, and the way to it on which connections are cut. */
export interface ProofDatabase {
  readonly url: string;
  /** where the consumer reaches it */
  readonly proxy: FaultProxy;
  /** as before the first block, with one verification that waits for a payment */
  clear(waitsFor: VerificationRequest): Promise<void>;
  /**
   * What the daemon does now and then beside following: expires verifications, drops outputs spent long ago. In the end only:
   * what it finds settled at a higher tip stays settled when the chain becomes shorter, which no clean replay shows.
   */
  tidyUp(): Promise<void>;
  syncPoint(): Promise<Tip | null>;
  /** of everything that following writes */
  fingerprint(): Promise<string>;
  /** the truth of the chain, row by row */
  truth(): Promise<TableRows>;
  /** blocks that left the chain, by hash: how often, and whether they are back */
  undoneBlocks(): Promise<ReadonlyMap<string, { readonly times: number; readonly returned: boolean }>>;
  /** what stands to be told, by key; without what only corrects something told before */
  news(): Promise<ReadonlyMap<string, string>>;
  openChannel(): Channel;
  close(): Promise<void>;
}

/** To delete a case's few rows takes a tenth of the time that new files for all tables take; but what is deleted stays a while. */
const CLEARS_A_TRUNCATE = 25;

export async function openProofDatabase(
  network: Network,
  database: TestDatabase | Promise<TestDatabase> = createTestDatabase(),
): Promise<ProofDatabase> {
  const { pool, url, close } = await database;
  await claimNetwork(pool, network);
  await subscribeChannel(url);
  const proxy = await startFaultProxy(url);
  const written = Object.keys(TABLE_ROLES).filter((table) => TABLE_ROLES[table] !== 'elsewhere');
  const truncateAll = `truncate ${written.join(', ')} cascade; delete from pgboss.job`;
  // Several statements of one message are one transaction. All tables become empty, so no reference needs to be looked at.
  const deleteAll = `set local session_replication_role = replica;
    ${written.map((table) => `delete from ${table};`).join(' ')} delete from pgboss.job`;
  let clears = 0;
  return {
    url,
    proxy,
    async clear(waitsFor) {
      await pool.query(clears % CLEARS_A_TRUNCATE === 0 ? truncateAll : deleteAll);
      clears += 1;
      await inTransaction(pool, (tx) => requestVerification(tx, waitsFor));
      // Its id is by chance, and shall not be what two databases differ in.
      await pool.query(`update verification set id = '00000000-0000-0000-0000-000000000001'`);
    },
    async tidyUp() {
      await inTransaction(pool, (tx) => expireVerifications(tx, network));
      await inTransaction(pool, (tx) => pruneSpentOutputs(tx, { most: 10_000 }));
    },
    syncPoint: () => readSyncPoint(pool, CHAIN_FEED),
    fingerprint: async () => JSON.stringify(await tableHashes(pool, { tables: written })),
    truth: () => tableRows(pool, { tables: tablesOf('chain') }),
    async undoneBlocks() {
      const { rows } = await pool.query<{ hash: string; times: number; returned: boolean }>(
        `select encode(hash, 'hex') as hash, times, returned from undone_block`,
      );
      return new Map(rows.map(({ hash, ...undone }) => [hash, undone]));
    },
    async news() {
      const { rows } = await pool.query<{ key: string; text: string }>(
        `select key, jsonb_build_array(kind, subject, slot, payload)::text as text from notice
         where state = 'enqueued' and kind <> all($1::text[]) order by key`,
        [CORRECTIONS],
      );
      return new Map(rows.map(({ key, text }) => [key, text]));
    },
    openChannel: () => openChannel(pool),
    async close() {
      await proxy.close();
      await close();
    },
  };
}
