import { randomUUID } from 'node:crypto';
import { deleteApp, initializeApp } from 'firebase-admin/app';
import { type Database, getDatabase } from 'firebase-admin/database';
import type { JsonValue } from '../json/index.ts';
import type { BilledOperation } from '../metrics/index.ts';
import { batchesOf, checkPath } from './batches.ts';
import { credentialOf, type FirebaseAccess } from './credential.ts';
import { firebaseDenied, firebaseUnreachable } from './errors.ts';
import type { FirebaseWriter } from './firebase-writer.ts';
import { inTime } from './in-time.ts';

export interface FirebaseConnection extends FirebaseAccess {
  /** The key everything lies below: the network's name, `Mainnet`. */
  readonly root: string;
  readonly count: (operation: BilledOperation, bytes?: number, count?: number) => void;
  /** How long one operation may wait for the connection, and as long again for the answer. */
  readonly timeoutMs?: number | undefined;
}

/** Connects in the background and again whenever the connection is lost. @throws POOLTOOL_FIREBASE_DENIED for an incomplete service account. */
export function openFirebase(connection: FirebaseConnection): FirebaseWriter {
  const { databaseUrl, root, count, timeoutMs = 30_000 } = connection;
  checkPath(root);
  // Apps are kept by name in the process; a name of its own lets several writers live side by side.
  const app = initializeApp({ databaseURL: databaseUrl, ...credentialOf(connection) }, randomUUID());
  const database = getDatabase(app);
  const at = (path: string) => database.ref(`${root}/${path}`);

  /** Offline, the SDK would queue writes without end and send them at some later time, so a write waits for the connection first. */
  async function attempt<T>(operation: string, send: () => Promise<T>): Promise<T> {
    const connection = listenForConnection(database);
    try {
      await inTime(connection.connected, timeoutMs, `${operation}: no connection`);
      return await inTime(send(), timeoutMs, `${operation}: no answer`);
    } catch (error) {
      if (firebaseUnreachable.is(error)) throw error;
      throw firebaseDenied({
        message: `${operation}: ${error instanceof Error ? error.message : String(error)}`,
        cause: error,
      });
    } finally {
      connection.stop();
    }
  }

  async function update(paths: ReadonlyMap<string, JsonValue | null>): Promise<void> {
    for (const batch of batchesOf(paths)) {
      await attempt(`update of ${batch.paths} paths`, () => database.ref(root).update(batch.values));
      count('firebase_upload', batch.bytes);
    }
  }

  return {
    update,
    set: (path, value) => update(new Map([[path, value]])),
    async get(path) {
      checkPath(path);
      const snapshot = await attempt(`get ${path}`, () => at(path).once('value'));
      const value: unknown = snapshot.val();
      count('firebase_download', Buffer.byteLength(JSON.stringify(value)));
      return value;
    },
    async close() {
      database.goOffline();
      await deleteApp(app);
    },
  };
}

function listenForConnection(database: Database): { readonly connected: Promise<void>; stop(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const ref = database.ref('.info/connected');
  const listener = ref.on('value', (snapshot) => {
    if (snapshot.val() === true) resolve();
  });
  return { connected: promise, stop: () => ref.off('value', listener) };
}
