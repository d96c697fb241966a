import {
  type RealtimeDatabase,
  type RunningServer,
  startObjectStore,
  startRealtimeDatabase,
  startTroubledLine,
  type TroubledLine,
} from '@pooltool/local-cloud';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import type { Pool } from '@pooltool/shared-utils/pg';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { BUCKET, type ChainInput, openObjects } from './chain-input.ts';

/** What the Realtime Database is asked for. */
export const NAMESPACE = 'pooltool';

/** A database, an object store and a Realtime Database with the same input in them, and lines to the latter two that break. */
export interface Scene {
  readonly input: ChainInput;
  readonly database: Pick<TestDatabase, 'pool' | 'url'>;
  /** past all trouble, as is the database's pool */
  readonly objects: ObjectStore;
  readonly pool: Pool;
  /** of the object store, without trouble; of the Realtime Database as the SDK wants it */
  readonly addresses: { readonly objects: string; readonly firebase: string };
  readonly lines: { readonly objects: TroubledLine; readonly firebase: TroubledLine };
  /** everything that lies in the Realtime Database */
  tree(): unknown;
  close(): Promise<void>;
}

/** `create`: where databases are made */
export async function openScene(input: ChainInput, create = createTestDatabase): Promise<Scene> {
  const database = await create({ like: input.database });
  const server = await startObjectStore({ buckets: [BUCKET] });
  const realtime = await startRealtimeDatabase();
  const lines = {
    objects: await startTroubledLine(server.url),
    firebase: await startTroubledLine(`${realtime.url}/?ns=${NAMESPACE}`),
  };
  const objects = openObjects(server.url);
  for (const [key, body] of input.files) await objects.put({ key, body, contentType: 'application/octet-stream' });
  return {
    input,
    database,
    objects,
    pool: database.pool,
    addresses: { objects: server.url, firebase: `${realtime.url}/?ns=${NAMESPACE}` },
    lines,
    tree: () => realtime.read('/', NAMESPACE),
    close: () => closeAll({ database, server, realtime, lines, objects }),
  };
}

interface Opened extends Pick<Scene, 'lines' | 'objects'> {
  readonly database: TestDatabase;
  readonly server: RunningServer;
  readonly realtime: RealtimeDatabase;
}

async function closeAll({ database, server, realtime, lines, objects }: Opened): Promise<void> {
  objects.close();
  await lines.objects.close();
  await lines.firebase.close();
  await server.stop();
  await realtime.stop();
  await database.close();
}
