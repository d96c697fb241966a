import { randomUUID } from 'node:crypto';
import { type Credential, cert, deleteApp, initializeApp } from 'firebase-admin/app';
import { type Database, getDatabase } from 'firebase-admin/database';
import type { JsonValue } from '../json/index.ts';
import type { BilledOperation } from '../metrics/index.ts';
import { batchesOf, checkPath } from './batches.ts';
import { firebaseDenied, firebaseUnreachable } from './errors.ts';
import type { FirebaseWriter } from './firebase-writer.ts';
import { serviceAccountOf } from './service-account.ts';

export interface FirebaseConnection {
  /** `https://<name>.firebaseio.com`, or `http://<host>:<port>?ns=<name>` of a local server: by http no credentials are needed or used. */
  readonly databaseUrl: string;
  /** The key everything lies below: the network's name, `Mainnet`. */
  readonly root: string;
  /** The parsed key file of a service account. Default: the credentials of the machine (Application Default Credentials). */
  readonly serviceAccount?: JsonValue | undefined;
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

function credentialOf({ databaseUrl, serviceAccount }: FirebaseConnection): { credential?: Credential } {
  if (databaseUrl.startsWith('http:')) return { credential: NOBODY };
  if (serviceAccount === undefined) return {};
  try {
    return { credential: cert(serviceAccountOf(serviceAccount)) };
  } catch (error) {
    if (firebaseDenied.is(error)) throw error;
    throw firebaseDenied({ message: 'the service account has a private key that cannot be read', cause: error });
  }
}

/** The SDK shows a local server the token `owner` by itself; without this it would look for the machine's Google credentials. */
const NOBODY: Credential = { getAccessToken: async () => ({ access_token: 'owner', expires_in: 3600 }) };

function listenForConnection(database: Database): { readonly connected: Promise<void>; stop(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const ref = database.ref('.info/connected');
  const listener = ref.on('value', (snapshot) => {
    if (snapshot.val() === true) resolve();
  });
  return { connected: promise, stop: () => ref.off('value', listener) };
}

async function inTime<T>(work: Promise<T>, timeoutMs: number, otherwise: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const message = `${otherwise} within ${timeoutMs} ms`;
  const timer = setTimeout(() => reject(firebaseUnreachable({ message })), timeoutMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
