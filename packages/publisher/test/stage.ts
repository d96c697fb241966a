import {
  type RealtimeDatabase,
  type RunningServer,
  startObjectStore,
  startRealtimeDatabase,
} from '@pooltool/local-cloud';
import { type ObjectStore, openObjectStore } from '@pooltool/shared-utils/aws';
import { systemClock } from '@pooltool/shared-utils/clock';
import { type FirebaseWriter, openFirebase } from '@pooltool/shared-utils/firebase';
import { type MemoryLog, memoryLog } from '@pooltool/shared-utils/log';
import { claimNetwork } from '@pooltool/store';
import { openArchive } from '@pooltool/store/archive';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { documentDrain, type Published } from '../src/drain/drain.ts';
import type { Sinks } from '../src/drain/sinks.ts';
import { network } from './small-truth.ts';

export const ROOT = 'Smallnet';
export const BUCKET = 'documents';

const DOCUMENTS = [
  'recent_block',
  'blocks',
  'pool_blocks',
  'pool_blocks_ne',
  'stake_pools',
  'pool_stats',
  'all_pool_updates_blockfrost',
  'pool_updates_blockfrost',
  'awards',
  'epochs',
  'epoch_params',
  'total_active_stake',
  'circulating_supply',
  'stake_hist',
  'staticCharts',
  'ecosystem',
  'competitive',
  'deleted_blocks',
  'pool_deleted_blocks',
  'syncdata',
  'stake_pool_columns',
  'mary_db_sync_status',
  'users',
  'admin_message',
  'admin_settings',
];

/** A database, a Realtime Database and an object store of this file's own, with a publisher's drain between them. */
export interface Stage {
  readonly database: TestDatabase;
  readonly sinks: Sinks;
  /** of the sinks, to read from as well */
  readonly objects: ObjectStore;
  readonly log: MemoryLog;
  /** of the two servers, for a daemon of its own */
  readonly addresses: { readonly firebase: string; readonly objects: string };
  /** operations on the bill since the last `forget` */
  readonly billed: Map<string, number>;
  /** drawn documents by kind since the last `forget` */
  readonly drawn: Map<string, number>;
  forget(): void;
  /** another publisher, as after a restart */
  newDrain(sinks?: Partial<Sinks>): ReturnType<typeof documentDrain>;
  /** draws until nothing waits */
  drain(): Promise<void>;
  read(path: string): unknown;
  /** everything in the Realtime Database, by what stands first in its path */
  documents(): Readonly<Record<string, unknown>>;
  /** empties the Realtime Database, and nothing of it is remembered as written */
  forgetDocuments(): Promise<void>;
  /** an empty truth and an empty Realtime Database */
  clear(): Promise<void>;
  object(key: string): Promise<unknown>;
  waiting(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const database = await createTestDatabase();
  await claimNetwork(database.pool, network);
  const realtime = await startRealtimeDatabase();
  const objectServer = await startObjectStore({ buckets: [BUCKET] });
  const billed = new Map<string, number>();
  const count = (operation: string, _bytes = 0, times = 1): void => {
    billed.set(operation, (billed.get(operation) ?? 0) + times);
  };
  const firebase = firebaseAt(realtime.url, count);
  const objects = openObjectStore({ bucket: BUCKET, region: 'us-west-2', endpoint: objectServer.url, count });
  const sinks: Sinks = { firebase, objects, root: ROOT };
  const drawn = new Map<string, number>();
  const log = memoryLog();
  const observe = (published: Published): void => {
    drawn.set(published.kind, (drawn.get(published.kind) ?? 0) + published.drawn);
  };
  const newDrain = (other: Partial<Sinks> = {}) =>
    documentDrain({
      pool: database.pool,
      network,
      archive: openArchive(objects),
      sinks: { ...sinks, ...other },
      clock: systemClock,
      log,
      observe,
    });
  const drain = newDrain();
  const read = (path: string) => realtime.read(`/${ROOT}/${path}`, 'pooltool');
  const forgetDocuments = async () => {
    await firebase.update(new Map(DOCUMENTS.map((path) => [path, null])));
    await database.pool.query('truncate document_state');
  };
  return {
    database,
    sinks,
    objects,
    log,
    addresses: { firebase: `${realtime.url}?ns=pooltool`, objects: objectServer.url },
    billed,
    drawn,
    newDrain,
    forget() {
      billed.clear();
      drawn.clear();
    },
    async drain() {
      for (let complete = false; !complete; ) ({ complete } = await drain.pass());
    },
    read,
    documents: () => Object.fromEntries(DOCUMENTS.map((path) => [path, read(path)])),
    forgetDocuments,
    async clear() {
      await database.pool.query(
        `truncate block, epoch_chain, pool_epoch_blocks, pool, pool_registration, pool_retirement, stake_certificate, milestone,
           account, sync_point, document_mark, snapshot_epoch, reward_epoch, reward_export, reward_pivot_epoch, published_marker, watched_key, epoch_pots, epoch_ledger, network_average, ros_histogram_epoch, archive_span, archived_leader_share cascade`,
      );
      await database.pool.query('truncate stake_snapshot, account_reward');
      await forgetDocuments();
      billed.clear();
      drawn.clear();
    },
    async object(key) {
      const found = await objects.get(`${ROOT}/${key}`);
      return found && JSON.parse(Buffer.from(found.bytes).toString());
    },
    async waiting() {
      const { rows } = await database.pool.query<{ mark: string }>(
        `select concat_ws(' ', kind, subject) as mark from document_mark order by mark`,
      );
      return rows.map(({ mark }) => mark);
    },
    close: () => closeAll({ database, realtime, objectServer, firebase, objects }),
  };
}

export const firebaseAt = (
  url: string,
  count: (operation: string, bytes?: number, times?: number) => void,
  timeoutMs?: number,
) => openFirebase({ databaseUrl: `${url}?ns=pooltool`, root: ROOT, count, timeoutMs });

interface Opened {
  readonly database: TestDatabase;
  readonly realtime: RealtimeDatabase;
  readonly objectServer: RunningServer;
  readonly firebase: FirebaseWriter;
  readonly objects: ObjectStore;
}

async function closeAll({ database, realtime, objectServer, firebase, objects }: Opened): Promise<void> {
  await firebase.close();
  objects.close();
  await realtime.stop();
  await objectServer.stop();
  await database.close();
}
