import { randomUUID } from 'node:crypto';
import { deleteApp, initializeApp } from 'firebase-admin/app';
import { type Database, type DataSnapshot, getDatabase, type Query } from 'firebase-admin/database';
import { checkPath } from './batches.ts';
import { credentialOf } from './credential.ts';
import { firebaseDenied, firebaseUnreachable } from './errors.ts';
import type { FirebaseReader, Watching, WatchingValue } from './firebase-reader.ts';
import { inTime } from './in-time.ts';
import type { FirebaseConnection } from './open-firebase.ts';

/** Nothing is ever written there: asking for it is a question that only the service can answer. */
const NOWHERE = 'client_writes_nowhere';

/** Connects in the background and again whenever the connection is lost. @throws POOLTOOL_FIREBASE_DENIED for an incomplete service account. */
export function openFirebaseReader(connection: FirebaseConnection): FirebaseReader {
  const { databaseUrl, root, count, timeoutMs = 30_000 } = connection;
  checkPath(root);
  const app = initializeApp({ databaseURL: databaseUrl, ...credentialOf(connection) }, randomUUID());
  const database = getDatabase(app);
  let connected = false;
  let live = false;
  let connections = 0;
  database.ref('.info/connected').on('value', (snapshot) => {
    connected = snapshot.val() === true;
    live = false;
    connections += 1;
    const connection = connections;
    if (connected)
      void answered()
        .then(() => (live = connection === connections))
        .catch(() => {});
  });

  /** The service answers in order, and the SDK asks for what is watched first. */
  const answered = () => database.ref(`${root}/${NOWHERE}`).get();

  /** Of a child that changed the service sends what changed in it: this counts all of it, and tells the most it may be. */
  function counted(snapshot: DataSnapshot): unknown {
    const value: unknown = snapshot.val();
    count('firebase_download', Buffer.byteLength(JSON.stringify(value)));
    return value;
  }

  const deniedAt = (path: string, onDenied: (error: Error) => void) => (error: Error) =>
    onDenied(firebaseDenied({ message: `watching ${path}: ${error.message}`, cause: error }));

  function watchValue(path: string, { onValue, onDenied }: WatchingValue): { stop(): void } {
    checkPath(path);
    const ref = database.ref(`${root}/${path}`);
    const told = (snapshot: DataSnapshot): void => onValue(counted(snapshot) ?? undefined);
    ref.on('value', told, deniedAt(path, onDenied));
    return { stop: () => ref.off('value', told) };
  }

  function watch(path: string, watching: Watching): { stop(): void } {
    checkPath(path);
    const query = queryOf(database, `${root}/${path}`, watching.having);
    const told = (snapshot: DataSnapshot): void => {
      const value = counted(snapshot);
      if (snapshot.key !== null) watching.onChild(snapshot.key, value);
    };
    query.on('child_added', told, deniedAt(path, watching.onDenied));
    query.on('child_changed', told);
    query.on('child_removed', (snapshot) => {
      if (snapshot.key !== null) watching.onChild(snapshot.key, undefined);
    });
    // Of one listening, the SDK tells the children first.
    query.once('value').then(watching.onLoaded, () => {});
    return { stop: () => query.off() };
  }

  return {
    watch,
    watchValue,
    async caughtUp() {
      try {
        await inTime(answered(), timeoutMs, 'no answer');
      } catch (error) {
        if (firebaseUnreachable.is(error)) throw error;
        throw firebaseUnreachable({ message: error instanceof Error ? error.message : String(error), cause: error });
      }
    },
    connected: () => connected,
    live: () => live,
    async close() {
      database.goOffline();
      await deleteApp(app);
    },
  };
}

function queryOf(database: Database, path: string, having: Watching['having']): Query {
  const ref = database.ref(path);
  if (having === undefined) return ref;
  const ordered = ref.orderByChild(having.field);
  // The service orders false, true, numbers, texts, maps.
  return having.of === 'text' ? ordered.startAt('') : ordered.startAt(false).endAt(true);
}
