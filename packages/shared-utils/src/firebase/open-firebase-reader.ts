import { randomUUID } from 'node:crypto';
import { deleteApp, initializeApp } from 'firebase-admin/app';
import { type Database, type DataSnapshot, getDatabase, type Query } from 'firebase-admin/database';
import { checkPath } from './batches.ts';
import { credentialOf } from './credential.ts';
import { firebaseDenied, firebaseUnreachable } from './errors.ts';
import type { FirebaseReader, Watching } from './firebase-reader.ts';
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
  database.ref('.info/connected').on('value', (snapshot) => {
    connected = snapshot.val() === true;
  });

  function watch(path: string, watching: Watching): { stop(): void } {
    checkPath(path);
    const query = queryOf(database, `${root}/${path}`, watching.having);
    const told = (snapshot: DataSnapshot): void => {
      const value: unknown = snapshot.val();
      count('firebase_download', Buffer.byteLength(JSON.stringify(value)));
      if (snapshot.key !== null) watching.onChild(snapshot.key, value);
    };
    const denied = (error: Error): void =>
      watching.onDenied(firebaseDenied({ message: `watching ${path}: ${error.message}`, cause: error }));
    query.on('child_added', told, denied);
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
    async caughtUp() {
      try {
        await inTime(database.ref(`${root}/${NOWHERE}`).get(), timeoutMs, 'no answer');
      } catch (error) {
        if (firebaseUnreachable.is(error)) throw error;
        throw firebaseUnreachable({ message: error instanceof Error ? error.message : String(error), cause: error });
      }
    },
    connected: () => connected,
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
