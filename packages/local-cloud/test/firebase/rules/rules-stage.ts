import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deleteApp, type FirebaseApp, initializeApp } from 'firebase/app';
import {
  type Auth,
  connectAuthEmulator,
  initializeAuth,
  inMemoryPersistence,
  signInWithCustomToken,
} from 'firebase/auth';
import { connectDatabaseEmulator, type DatabaseReference, getDatabase, goOffline, ref } from 'firebase/database';
import { type RealtimeDatabase, startRealtimeDatabase } from '../../../src/firebase/index.ts';

const RULES = join(import.meta.dirname, '../../../../../ops/firebase/database.rules.json');
export const POOL = `${'a'.repeat(55)}1`;
export const HIS = `${'b'.repeat(55)}2`;
export const KEY = 'c'.repeat(56);
export const TOKEN = 'fcm-token_of:a-device-0123456789';
export const PEOPLE = ['nobody', 'user', 'other', 'operator', 'groupadmin', 'administrator'] as const;
export type Person = (typeof PEOPLE)[number];

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
export const customToken = (uid: string) => `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded({ uid })}.`;

const USERS = {
  privMeta: {
    user: { authority: 'delegator', myAddresses: { [KEY]: { proven: true } }, ownedTranslations: { de: true } },
    operator: { authority: 'delegator', myPools: { [HIS]: true } },
    groupadmin: { authority: 'groupadmin' },
    administrator: { authority: 'administrator' },
  },
  pubMeta: { user: { nickName: 'Me' } },
  auth: { user: { passwordHash: '$2b$10$secret', gcm_token: TOKEN } },
  addr2user: { [KEY]: 'user' },
};
export const DATA = {
  stake_pools: { [POOL]: { id: POOL, t: 'ONE', r: 1, d: false }, [HIS]: { id: HIS, t: 'TWO', r: 2, d: false } },
  pool_stats: { [HIS]: { owners: [''] } },
  languages: { de: { locale: 'de' } },
  legacy_alerts: { [POOL]: { pledge: { [TOKEN]: { enabled: true } } } },
  legacy_users: { [TOKEN]: { accounts: { a: { name: 'a' } } } },
  chat: { rooms: { a: 1 } },
  users: USERS,
};

/** A database with the rules of the real service, and each person with the official SDK, signed in. */
export interface RulesStage {
  readonly server: RealtimeDatabase;
  /** of mainnet, as that person sees it */
  place(person: Person, path: string): DatabaseReference;
  auth(person: Person): Auth;
  asOwner(path: string, value: unknown): Promise<unknown>;
  /** everything as at the beginning */
  restore(): Promise<unknown>;
  close(): Promise<void>;
}

export async function openRulesStage(): Promise<RulesStage> {
  const server = await startRealtimeDatabase({ rules: JSON.parse(await readFile(RULES, 'utf8')) });
  const apps = new Map<Person, { readonly app: FirebaseApp; readonly auth: Auth }>();
  for (const person of PEOPLE) {
    const options = { apiKey: 'none', projectId: 'demo', databaseURL: 'http://rules.firebaseio.example' };
    const app = initializeApp(options, `rules ${server.port} ${person}`);
    connectDatabaseEmulator(getDatabase(app), server.host, server.port);
    const auth = initializeAuth(app, { persistence: inMemoryPersistence });
    connectAuthEmulator(auth, server.url, { disableWarnings: true });
    if (person !== 'nobody') await signInWithCustomToken(auth, customToken(person));
    apps.set(person, { app, auth });
  }
  const of = (person: Person) => {
    const found = apps.get(person);
    if (found === undefined) throw new Error(`there is no ${person}`);
    return found;
  };
  const asOwner = (path: string, value: unknown) =>
    fetch(`${server.url}/${path}.json?ns=rules&auth=owner`, { method: 'PUT', body: JSON.stringify(value) });
  return {
    server,
    place: (person, path) => ref(getDatabase(of(person).app), `Mainnet/${path}`),
    auth: (person) => of(person).auth,
    asOwner,
    restore: () => asOwner('Mainnet', DATA),
    async close() {
      for (const { app } of apps.values()) {
        goOffline(getDatabase(app));
        await deleteApp(app);
      }
      await server.stop();
    },
  };
}
