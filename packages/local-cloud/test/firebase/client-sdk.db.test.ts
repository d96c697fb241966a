import fc from 'fast-check';
import {
  connectAuthEmulator,
  getAuth,
  initializeAuth,
  inMemoryPersistence,
  signInWithCustomToken,
} from 'firebase/auth';
import {
  endAt,
  endBefore,
  get,
  goOffline,
  goOnline,
  increment,
  limitToFirst,
  limitToLast,
  onChildAdded,
  onDisconnect,
  onValue,
  orderByChild,
  orderByKey,
  orderByPriority,
  orderByValue,
  push,
  type QueryConstraint,
  query,
  ref,
  runTransaction,
  serverTimestamp,
  set,
  setWithPriority,
  startAfter,
  startAt,
  update,
} from 'firebase/database';
import { initializeApp as initializeAdminApp } from 'firebase-admin/app';
import { getAuth as getAdminAuth } from 'firebase-admin/auth';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type AccessRequest, type RealtimeDatabase, startRealtimeDatabase } from '../../src/firebase/index.ts';
import type { Json } from '../../src/firebase/json.ts';
import type { Query } from '../../src/firebase/query/query.ts';
import { query as anyQuery, child, key } from './arbitraries.ts';
import { naiveQuery } from './naive-query.ts';
import { type Sdks, sdksFor } from './sdk.ts';

let server: RealtimeDatabase;
let sdks: Sdks;
let client: ReturnType<Sdks['client']>;
const asked: AccessRequest[] = [];

beforeAll(async () => {
  server = await startRealtimeDatabase({
    projectId: 'demo',
    allow: (request) => {
      asked.push(request);
      return request.path[0] !== 'secret';
    },
  });
  sdks = sdksFor(server);
  client = sdks.client();
});

afterAll(async () => {
  await sdks.close();
  await server.stop();
});

describe('the firebase client', () => {
  test('writes and reads', async () => {
    const { database } = client;
    await set(ref(database, 'room'), { name: 'lobby', at: serverTimestamp(), visits: 1 });
    await update(ref(database, 'room'), { visits: increment(2), 'deep/er': true });
    await push(ref(database, 'room/lines'), 'hello');
    const room = (await get(ref(database, 'room'))).val();
    expect(room).toMatchObject({ name: 'lobby', visits: 3, deep: { er: true } });
    expect(Object.values(room.lines)).toEqual(['hello']);
    await setWithPriority(ref(database, 'ranked/b'), 'second', 2);
    await setWithPriority(ref(database, 'ranked/a'), 'third', 3);
    await setWithPriority(ref(database, 'ranked/c'), 'first', 1);
    const order: unknown[] = [];
    (await get(query(ref(database, 'ranked'), orderByPriority()))).forEach((one) => {
      order.push(one.val());
    });
    expect(order).toEqual(['first', 'second', 'third']);
  });

  test('hears the admin live, and what it missed while it was away', async () => {
    const { database } = client;
    const admin = sdks.admin();
    const seen: unknown[] = [];
    const stop = onValue(ref(database, 'live'), (snapshot) => seen.push(snapshot.val()));
    await admin.ref('live').set('one');
    await vi.waitFor(() => expect(seen.at(-1)).toBe('one'));
    goOffline(database);
    await admin.ref('live').set('two');
    goOnline(database);
    await vi.waitFor(() => expect(seen.at(-1)).toBe('two'), { timeout: 5000 });
    stop();
  });

  test('a transaction repeats when the data was stale', async () => {
    const { database } = client;
    await sdks.admin().ref('stale').set(5);
    const { committed, snapshot } = await runTransaction(ref(database, 'stale'), (n: number | null) => (n ?? 0) + 1);
    expect([committed, snapshot.val()]).toEqual([true, 6]);
  });

  test('pages backwards as the mobile app does', async () => {
    const { database } = client;
    await set(
      ref(database, 'blocks'),
      Object.fromEntries(Array.from({ length: 30 }, (_, at) => [100 + at, { block: 100 + at }])),
    );
    const page = await get(query(ref(database, 'blocks'), orderByChild('block'), endBefore(120), limitToLast(5)));
    expect(Object.keys(page.val())).toEqual(['115', '116', '117', '118', '119']);
  });

  test('leaves a last will, which is done when it goes', async () => {
    const leaving = sdks.client();
    await onDisconnect(ref(leaving.database, 'presence/one')).set('gone');
    await onDisconnect(ref(leaving.database, 'presence')).update({ two: 'gone', 'three/deep': serverTimestamp() });
    await onDisconnect(ref(leaving.database, 'presence/two')).cancel();
    await set(ref(leaving.database, 'presence'), { one: 'here', two: 'here' });
    goOffline(leaving.database);
    await vi.waitFor(() => expect(server.read('/presence/one', 'demo')).toBe('gone'));
    expect(server.read('/presence', 'demo')).toMatchObject({
      one: 'gone',
      two: 'here',
      three: { deep: expect.any(Number) },
    });
  });

  test('is told when it may not', async () => {
    const { database } = client;
    await expect(set(ref(database, 'secret'), 1)).rejects.toThrow('PERMISSION_DENIED');
    const refused = new Promise((resolve) => onValue(ref(database, 'secret'), () => {}, resolve));
    expect(String(await refused)).toContain('permission_denied');
  });
});

describe('signing in with a custom token', () => {
  test('gives a user, an ID token and a connection that knows the uid', async () => {
    const visitor = sdks.client();
    const auth = initializeAuth(visitor.app, { persistence: inMemoryPersistence });
    connectAuthEmulator(auth, server.url, { disableWarnings: true });
    vi.stubEnv('FIREBASE_AUTH_EMULATOR_HOST', `${server.host}:${server.port}`);
    const adminAuth = getAdminAuth(initializeAdminApp({ projectId: 'demo' }, 'auth'));
    const custom = await adminAuth.createCustomToken('user-17', { authority: 'administrator' });

    const { user } = await signInWithCustomToken(getAuth(visitor.app), custom);
    expect(user.uid).toBe('user-17');
    const decoded = await adminAuth.verifyIdToken(await user.getIdToken());
    expect(decoded).toMatchObject({ uid: 'user-17', authority: 'administrator' });
    expect(await user.getIdToken(true)).not.toBe('');

    await set(ref(visitor.database, 'mine'), 1);
    const last = asked.findLast(({ path }) => path[0] === 'mine');
    expect(last?.identity).toMatchObject({ kind: 'user', uid: 'user-17' });
  });

  test('a token without a uid is refused', async () => {
    const visitor = sdks.client();
    const auth = initializeAuth(visitor.app, { persistence: inMemoryPersistence });
    connectAuthEmulator(auth, server.url, { disableWarnings: true });
    await expect(signInWithCustomToken(auth, 'not-a-token')).rejects.toThrow('auth/invalid-custom-token');
  });
});

describe('live queries of the client', () => {
  /** The SDK names the same query by constraints. */
  function constraints({ index, start, end, limit }: Query): QueryConstraint[] {
    const order = {
      key: orderByKey,
      value: orderByValue,
      priority: orderByPriority,
      child: () => orderByChild('n'),
    }[index.by]();
    const all: QueryConstraint[] = [order];
    const from = index.by === 'key' || start?.key === undefined ? [] : [start.key];
    const to = index.by === 'key' || end?.key === undefined ? [] : [end.key];
    if (start !== undefined) all.push((start.inclusive ? startAt : startAfter)(start.value, ...from));
    if (end !== undefined) all.push((end.inclusive ? endAt : endBefore)(end.value, ...to));
    if (limit !== undefined) all.push((limit.side === 'first' ? limitToFirst : limitToLast)(limit.count));
    return all;
  }

  /** What the SDK lets one ask for: priorities and bounds of a priority are numbers or strings. */
  const askable = anyQuery.filter(
    ({ index, start, end }) =>
      index.by !== 'priority' || (typeof start?.value !== 'boolean' && typeof end?.value !== 'boolean'),
  );
  const safeKey = key.filter((name) => name !== '__proto__');
  const step = fc.dictionary(safeKey, fc.oneof(child, fc.constant(null)), {
    minKeys: 1,
    maxKeys: 3,
    noNullPrototype: true,
  });

  test('show in the end what the naive rules select, whatever was written', async () => {
    const { database } = client;
    const admin = sdks.admin();
    let run = 0;
    const property = fc.asyncProperty(
      fc.array(askable, { minLength: 3, maxLength: 6 }),
      fc.array(step, { minLength: 1, maxLength: 8 }),
      async (queries, steps) => {
        run += 1;
        const place = `fuzz/${run}`;
        const seen = queries.map(() => new Map<string, Json>());
        const stops = queries.map((wanted, at) =>
          onValue(query(ref(database, place), ...constraints(wanted)), (snapshot) => {
            seen[at] = new Map(Object.entries(snapshot.exportVal() ?? {}));
          }),
        );
        const model = new Map<string, Json>();
        for (const update of steps) {
          for (const [name, value] of Object.entries(update)) {
            if (value === null) model.delete(name);
            else model.set(name, value);
          }
          await admin.ref(place).update(update);
        }
        await vi.waitFor(() => {
          for (const [at, wanted] of queries.entries()) {
            const expected = naiveQuery(model, wanted).map((name) => [name, model.get(name)]);
            expect(Object.fromEntries(seen[at] ?? [])).toEqual(Object.fromEntries(expected));
          }
        });
        for (const stop of stops) stop();
      },
    );
    await fc.assert(property, { numRuns: 40 });
  }, 30_000);

  test('the same query asked twice on one client is one listener, and ends with both', async () => {
    const { database } = client;
    const names: (string | null)[] = [];
    const wanted = query(ref(database, 'twice'), orderByKey(), limitToLast(1));
    const stops = [1, 2].map(() => onChildAdded(wanted, (snapshot) => names.push(snapshot.key)));
    await set(ref(database, 'twice/a'), 1);
    expect(names).toEqual(['a', 'a']);
    for (const stop of stops) stop();
    await set(ref(database, 'twice/b'), 1);
    expect(names).toEqual(['a', 'a']);
  });
});
