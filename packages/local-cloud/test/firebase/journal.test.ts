import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Database } from '../../src/firebase/database/database.ts';
import { openJournal } from '../../src/firebase/journal/journal.ts';
import { exportNode } from '../../src/firebase/tree/export-node.ts';
import type { Node } from '../../src/firebase/tree/node.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'rtdb-'));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** A database over a journal, as the server puts them together. */
function open(compactFromBytes = 1e9) {
  const { journal, roots } = openJournal({ dataDir, compactFromBytes, present: () => [['demo', database.root]] });
  const root: Node = roots.get('demo') ?? null;
  const database: Database = new Database({ root, now: () => 5, record: (writes) => journal.append('demo', writes) });
  return { database, journal, json: () => exportNode(database.root, { priorities: true }) };
}

const reopened = async () => {
  const { json, journal } = open();
  await journal.close();
  return json();
};

describe('the journal', () => {
  test('keeps everything across a restart, priorities and resolved server values too', async () => {
    const { database, journal } = open();
    database.set([], { a: { '.value': 1, '.priority': 'p' }, t: { '.sv': 'timestamp' }, list: ['x', 'y'] });
    database.update(['a2'], { 'b/c': 2, d: { '.priority': 4, e: 'f' } });
    database.set(['list'], null);
    await journal.close();
    expect(await reopened()).toEqual({
      a: { '.value': 1, '.priority': 'p' },
      t: 5,
      a2: { b: { c: 2 }, d: { '.priority': 4, e: 'f' } },
    });
  });

  test('a record torn by a crash is dropped, and writing goes on after the last whole one', async () => {
    const first = open();
    first.database.set(['a'], 1);
    first.database.set(['b'], 'the second write');
    await first.journal.close();
    const log = join(dataDir, '1.log');
    const whole = readFileSync(log).length;
    truncateSync(log, whole - 7);
    const second = open();
    expect(second.json()).toEqual({ a: 1 });
    second.database.set(['c'], 3);
    await second.journal.close();
    expect(await reopened()).toEqual({ a: 1, c: 3 });
  });

  test('a log cut at any byte opens with a prefix of what was written', async () => {
    const { database, journal } = open();
    for (let n = 1; n <= 5; n += 1) database.set(['n'], n);
    await journal.close();
    const bytes = readFileSync(join(dataDir, '1.log'));
    for (let length = 0; length <= bytes.length; length += 3) {
      writeFileSync(join(dataDir, '1.log'), bytes.subarray(0, length));
      const state = await reopened();
      const n = state === null ? 0 : Object(state).n;
      expect(n).toBe(bytes.subarray(0, length).filter((byte) => byte === 0x0a).length);
    }
  });

  test('damage in the middle is an error that names the place', async () => {
    const { database, journal } = open();
    for (let n = 1; n <= 3; n += 1) database.set(['n'], n);
    await journal.close();
    const log = join(dataDir, '1.log');
    const text = readFileSync(log, 'utf8');
    writeFileSync(log, text.replace('["n",2]', '["n",7]'));
    expect(() => open()).toThrow(/1\.log: the record at byte \d+ is damaged/);
  });

  test('a log that outgrows the data becomes a snapshot and a new log', async () => {
    const { database, journal } = open(20_000);
    for (let n = 0; n < 3000; n += 1) database.set([`k${n % 1500}`, 'v'], n);
    await vi.waitFor(() => expect(readdirSync(dataDir).some((name) => name.endsWith('.snapshot'))).toBe(true));
    database.set(['after'], 'compaction');
    await journal.close();
    const state = Object(await reopened());
    expect(Object.keys(state)).toHaveLength(1501);
    expect(state).toMatchObject({ after: 'compaction', k0: { v: 1500 }, k1499: { v: 2999 } });
    expect(readdirSync(dataDir)).toHaveLength(2);
  });

  test('a crash while the snapshot is written loses nothing', async () => {
    const { database, journal } = open();
    database.set(['old'], 1);
    await journal.close();
    const record = readFileSync(join(dataDir, '1.log'), 'utf8');
    // As the process leaves it: writing went over to 2.log, the snapshot of that moment is half there.
    writeFileSync(join(dataDir, '2.snapshot.partial'), record.slice(0, 10));
    const second = open();
    second.database.set(['newer'], 2);
    await second.journal.close();
    const both = readFileSync(join(dataDir, '1.log'), 'utf8');
    writeFileSync(join(dataDir, '1.log'), record);
    appendFileSync(join(dataDir, '2.log'), both.slice(record.length));
    expect(await reopened()).toEqual({ old: 1, newer: 2 });
  });
});
