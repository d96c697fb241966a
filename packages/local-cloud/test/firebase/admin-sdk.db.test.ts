import type { DataSnapshot } from 'firebase-admin/database';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RealtimeDatabase, startRealtimeDatabase } from '../../src/firebase/index.ts';
import { type Sdks, sdksFor } from './sdk.ts';

let server: RealtimeDatabase;
let sdks: Sdks;
let db: ReturnType<Sdks['admin']>;

beforeAll(async () => {
  server = await startRealtimeDatabase();
  sdks = sdksFor(server);
  db = sdks.admin();
});

afterAll(async () => {
  await sdks.close();
  await server.stop();
});

const readBack = async (path: string) => (await db.ref(path).get()).val();

describe('firebase-admin', () => {
  test('sets, gets and removes', async () => {
    await db.ref('basic/pool').set({ t: 'POOL', d: false, b: 12, m: 2.5, list: ['x', 'y'] });
    expect(await readBack('basic/pool')).toEqual({ t: 'POOL', d: false, b: 12, m: 2.5, list: ['x', 'y'] });
    expect(server.read('/basic/pool/list/1', 'demo')).toBe('y');
    await db.ref('basic/pool/list').remove();
    expect(await readBack('basic')).toEqual({ pool: { t: 'POOL', d: false, b: 12, m: 2.5 } });
  });

  test('updates many places at once, from the root', async () => {
    await db.ref('multi').set({ a: { x: 1, y: 2 }, b: 3 });
    await db.ref().update({ 'multi/a/x': 10, 'multi/b': null, 'multi/c/d/e': 'new' });
    expect(await readBack('multi')).toEqual({ a: { x: 10, y: 2 }, c: { d: { e: 'new' } } });
  });

  test('pushes children in the order they were made', async () => {
    for (const text of ['one', 'two', 'three']) await db.ref('pushed').push(text);
    expect(Object.values(await readBack('pushed'))).toEqual(['one', 'two', 'three']);
  });

  test('resolves server values', async () => {
    await db.ref('server').set({ at: { '.sv': 'timestamp' }, n: 40 });
    await db.ref('server/n').set({ '.sv': { increment: 2 } });
    const { at, n } = await readBack('server');
    expect(n).toBe(42);
    expect(at).toBeGreaterThan(1_600_000_000_000);
  });

  test('a transaction on every sort of data is accepted at its first hash', async () => {
    const data = {
      10: 'ten',
      9: 'nine',
      '007': true,
      word: -1.5,
      é: 'naïve ☃ 𝄞',
      big: 45e15,
      tiny: 5e-324,
      nested: { list: [1, 2, 3], flag: false },
      ranked: { '.value': 'x', '.priority': 3 },
      below: { '.priority': 'p', child: { '.value': 1, '.priority': 'a' }, other: { '.value': 2, '.priority': 1 } },
    };
    await db.ref('hashed').set(data);
    await db.ref('hashed').get();
    let calls = 0;
    const held = db.ref('hashed');
    const listening = new Promise((resolve) => held.on('value', resolve));
    await listening;
    const { committed } = await held.transaction((now) => {
      calls += 1;
      return { ...now, word: 2 };
    });
    held.off();
    expect({ committed, calls }).toEqual({ committed: true, calls: 1 });
    expect(server.read('/hashed/word', 'demo')).toBe(2);
  });

  test('transactions from two sides both count', async () => {
    const other = sdks.admin();
    const add = (database: typeof db) => database.ref('counter').transaction((n: number | null) => (n ?? 0) + 1);
    await Promise.all(Array.from({ length: 10 }, (_, at) => add(at % 2 === 0 ? db : other)));
    expect(server.read('/counter', 'demo')).toBe(10);
  });

  test('a long value travels in pieces both ways', async () => {
    const text = '☃long '.repeat(60_000);
    await db.ref('long').set({ text });
    const other = sdks.admin();
    expect((await other.ref('long/text').get()).val()).toBe(text);
  });

  test('namespaces do not see each other', async () => {
    const other = sdks.admin('elsewhere');
    await other.ref('basic2').set('there');
    await db.ref('basic2').set('here');
    expect(server.read('/basic2', 'demo')).toBe('here');
    expect(server.read('/basic2', 'elsewhere')).toBe('there');
  });

  test('a thousand paths in one update arrive whole', async () => {
    const update = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`thousand/p${at}/ls`, at]));
    await db.ref().update(update);
    expect(Object.keys(Object(server.read('/thousand', 'demo')))).toHaveLength(1000);
  });
});

describe('queries by firebase-admin', () => {
  const keysOf = (snapshot: DataSnapshot) => {
    const keys: (string | null)[] = [];
    snapshot.forEach((child) => {
      keys.push(child.key);
    });
    return keys;
  };

  beforeAll(async () => {
    await db.ref('q').set({
      10: { n: 1, s: 'b' },
      9: { n: true, s: 'a' },
      a: { n: 'text' },
      b: { n: { deep: 1 } },
      c: { other: 1 },
      d: { n: -2 },
      e: { n: false },
    });
    await db.ref('flat').set({ x: 3, y: 1, z: 2 });
  });

  test('order values null, false, true, numbers, strings, objects', async () => {
    expect(keysOf(await db.ref('q').orderByChild('n').get())).toEqual(['c', 'e', '9', 'd', '10', 'a', 'b']);
  });

  test('order keys integers first', async () => {
    expect(keysOf(await db.ref('q').orderByKey().get())).toEqual(['9', '10', 'a', 'b', 'c', 'd', 'e']);
  });

  test('bounds and limits', async () => {
    const q = db.ref('q');
    expect(keysOf(await q.orderByKey().startAt('10').endAt('b').get())).toEqual(['10', 'a', 'b']);
    expect(keysOf(await q.orderByKey().startAfter('10').endBefore('c').get())).toEqual(['a', 'b']);
    expect(keysOf(await q.orderByKey().limitToLast(2).get())).toEqual(['d', 'e']);
    expect(keysOf(await q.orderByChild('n').equalTo(false).get())).toEqual(['e']);
    expect(keysOf(await q.orderByChild('n').startAt(-2).endAt(1).get())).toEqual(['d', '10']);
    expect(keysOf(await q.orderByChild('n').startAfter(-2).limitToFirst(2).get())).toEqual(['10', 'a']);
    expect(keysOf(await q.orderByChild('n').endBefore(1).limitToLast(2).get())).toEqual(['9', 'd']);
    expect(keysOf(await q.orderByChild('n').equalTo(null).get())).toEqual(['c']);
    expect(keysOf(await db.ref('flat').orderByValue().limitToLast(2).get())).toEqual(['z', 'x']);
    expect(keysOf(await q.limitToFirst(1).get())).toEqual(['9']);
  });
});

describe('listeners of firebase-admin', () => {
  test('hear what another client writes, once each', async () => {
    const writer = sdks.admin();
    const seen: unknown[] = [];
    db.ref('heard').on('value', (snapshot) => seen.push(snapshot.val()));
    await vi.waitFor(() => expect(seen).toEqual([null]));
    await writer.ref('heard/a').set(1);
    await writer.ref('heard').update({ b: 2, 'c/d': 3 });
    await writer.ref('heard/a').set(1);
    await writer.ref('unheard').set(1);
    await writer.ref('heard').remove();
    await vi.waitFor(() => expect(seen.at(-1)).toBeNull());
    expect(seen).toEqual([null, { a: 1 }, { a: 1, b: 2, c: { d: 3 } }, null]);
    db.ref('heard').off();
  });

  test('children are added, changed, moved and removed', async () => {
    const writer = sdks.admin();
    await writer.ref('kids').set({ a: { n: 1 }, b: { n: 2 }, c: { n: 3 } });
    const events: string[] = [];
    const kids = db.ref('kids').orderByChild('n').limitToFirst(2);
    for (const event of ['child_added', 'child_changed', 'child_moved', 'child_removed'] as const) {
      kids.on(event, (snapshot, before) => events.push(`${event} ${snapshot.key} after ${before ?? '-'}`));
    }
    await vi.waitFor(() => expect(events).toHaveLength(2));
    await writer.ref('kids/a/n').set(2.5);
    await writer.ref('kids/b').remove();
    await vi.waitFor(() => expect(events).toHaveLength(6));
    expect(events).toEqual([
      'child_added a after -',
      'child_added b after a',
      'child_moved a after b',
      'child_changed a after b',
      'child_removed b after -',
      'child_added c after a',
    ]);
    kids.off();
  });

  test('a limited window lets the next one in when one leaves, in one event', async () => {
    const writer = sdks.admin();
    await writer.ref('tail').set({ 1: 'a', 2: 'b', 3: 'c' });
    const seen: unknown[] = [];
    const tail = db.ref('tail').orderByKey().limitToLast(2);
    tail.on('value', (snapshot) => seen.push(Object.keys(snapshot.val() ?? {}).join()));
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    await writer.ref('tail').update({ 4: 'd' });
    await writer.ref('tail/3').remove();
    await writer.ref('tail/1').set('unseen');
    await writer.ref('tail').update({ 2: 'B', 4: null });
    await vi.waitFor(() => expect(seen).toHaveLength(4));
    expect(seen).toEqual(['2,3', '3,4', '2,4', '1,2']);
    tail.off();
  });
});

describe('what firebase-admin is refused', () => {
  test('a write of more than 16 MB', async () => {
    await expect(db.ref('huge').set(['y'.repeat(9e6), 'z'.repeat(9e6)])).rejects.toThrow('TOO_BIG');
  });
});
