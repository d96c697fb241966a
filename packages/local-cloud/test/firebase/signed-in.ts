import type { FirebaseApp } from 'firebase/app';
import {
  connectAuthEmulator,
  getAuth,
  initializeAuth,
  inMemoryPersistence,
  signInWithCustomToken,
  type User,
} from 'firebase/auth';
import { type Database, onValue, ref, set } from 'firebase/database';
import type { RealtimeDatabase } from '../../src/firebase/index.ts';

/** Signs in as the website and the app do, with what the REST API gave them. */
export async function signInWith(server: RealtimeDatabase, app: FirebaseApp, token: string): Promise<User> {
  const auth = initializeAuth(app, { persistence: inMemoryPersistence });
  connectAuthEmulator(auth, server.url, { disableWarnings: true });
  return (await signInWithCustomToken(getAuth(app), token)).user;
}

/** What a listener is told of a node, in order; an error when it may not listen. */
export function follow(
  database: Database,
  path: string,
): { readonly seen: readonly unknown[]; readonly refused: () => boolean; stop(): void } {
  const seen: unknown[] = [];
  let refused = false;
  const stop = onValue(
    ref(database, path),
    (snapshot) => seen.push(snapshot.val()),
    () => {
      refused = true;
    },
  );
  return { seen, refused: () => refused, stop };
}

export const write = (database: Database, path: string, value: unknown): Promise<void> =>
  set(ref(database, path), value);
