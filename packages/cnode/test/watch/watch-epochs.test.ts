import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { customNetwork, type Epoch, epoch } from '@pooltool/domain';
import { type ManualClock, manualClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newBell } from '../../src/spool/bell.ts';
import { openSpool, type Spool } from '../../src/spool/spool.ts';
import { type WatchEvent, type WatchState, watchEpochs } from '../../src/watch/watch-epochs.ts';

const NETWORK = customNetwork({ name: 'small', magic: 42, systemStartMs: 0, epochLength: 600, slotLengthMs: 1000 });
const EPOCH_MS = 600_000;
const POLL_MS = 5_000;

let folder = '';
let clock: ManualClock;
let spool: Spool;
const lives: (() => Promise<void>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pooltool-watch-'));
  clock = manualClock(7 * EPOCH_MS + 90_000);
  spool = await openSpool({ folder, settleMs: 1000, kept: 2, clock });
});
afterEach(async () => {
  await Promise.all(lives.splice(0).map((end) => end()));
  await rm(folder, { recursive: true });
});

/** The first bytes of a ledger state of this epoch, and then some. */
const dumpOf = (of: number, bytes = 40): Uint8Array => {
  const dump = new Uint8Array(bytes);
  dump.set([0x87, of, 0xa0, 0xa0]);
  return dump;
};

/** A node of which the test says where it is and what it does when it is asked. */
class Node {
  at: Epoch = epoch(7);
  asked = 0;
  free = 1_000_000;
  does: (path: string) => Promise<void> = (path) => writeFile(path, dumpOf(this.at));
}

function watch(node: Node, options: { source?: false; spoolMaxBytes?: number; againAfterMs?: number } = {}) {
  const ending = new AbortController();
  const log = memoryLog();
  const states: WatchState[] = [];
  const events: WatchEvent[] = [];
  const source = {
    name: 'node',
    dump: (path: string) => {
      node.asked += 1;
      return node.does(path);
    },
  };
  const done = watchEpochs({
    ...{ folder, spool, clock, log, network: NETWORK, bell: newBell(clock), signal: ending.signal, pollMs: POLL_MS },
    ...{ teller: { epoch: async () => node.at }, source: options.source === false ? null : source },
    ...{ againAfterMs: options.againAfterMs ?? 0, spoolMaxBytes: options.spoolMaxBytes ?? 1_000_000, roomBytes: 1000 },
    freeBytes: async () => node.free,
    uniqueText: () => `${node.asked}`,
    report: (state) => states.push(state),
    observe: (event) => events.push(event),
  });
  const end = async () => {
    ending.abort(new Error('asked to stop'));
    await done;
  };
  lives.push(end);
  return { log, states, events, end, state: () => states.at(-1) };
}

/** Time passes only while the watch has nothing to do: how busy this machine is must not make it late. */
const passUntil = (look: () => unknown): Promise<void> =>
  vi.waitFor(
    async () => {
      if (clock.waiting() > 0) await clock.advance(POLL_MS);
      await look();
    },
    { timeout: 10_000, interval: 1 },
  );
const epochsWaiting = async () => (await spool.waiting()).map((dump) => dump.epoch);
/** Until the watch has looked and waits for its next look. */
const atRest = (): Promise<void> => vi.waitFor(() => expect(clock.waiting()).toBe(1), { timeout: 10_000, interval: 1 });
async function expectWaiting(epochs: number[]): Promise<void> {
  await passUntil(async () => expect(await epochsWaiting()).toEqual(epochs));
  await atRest();
}
const note = async (of: number) =>
  JSON.parse(await readFile(join(folder, 'watch', `epoch-${String(of).padStart(6, '0')}.json`), 'utf8'));

test('a dump that is cut short time and again is asked for ever later, and only the last of them takes room', async () => {
  const node = new Node();
  watch(node);
  const cutShort = { code: 'POOLTOOL_DUMP_TRUNCATED', message: 'it ends', offset: 30, path: '4' };
  const hourLater = clock.now() + 3_600_000;
  while (clock.now() < hourLater) {
    await atRest();
    for (const dump of await spool.waiting()) await spool.refuse(dump, cutShort);
    await clock.advance(POLL_MS);
  }
  await atRest();
  for (const dump of await spool.waiting()) await spool.refuse(dump, cutShort);
  expect(node.asked).toBeGreaterThan(3);
  expect(node.asked).toBeLessThan(12);
  expect((await readdir(join(folder, 'refused'))).filter((name) => name.endsWith('.cbor'))).toHaveLength(1);
  expect((await readdir(join(folder, 'refused'))).filter((name) => name.endsWith('.json'))).toHaveLength(1);
});

describe('the epoch watch', () => {
  test('has a dump at once, says how late, and one in each epoch after that', async () => {
    const node = new Node();
    const { log, events } = watch(node);
    await atRest();
    expect(await epochsWaiting()).toEqual([7]);
    expect(log.of('epoch-watch.epoch-began')).toMatchObject([{ epoch: 7, lateMs: 90_000, first: true }]);
    node.at = epoch(8);
    await clock.advance(EPOCH_MS - 90_000);
    await expectWaiting([7, 8]);
    await clock.advance(20 * POLL_MS);
    expect(node.asked).toBe(2);
    expect(events).toMatchObject([
      { what: 'taken', lateMs: 90_000 },
      { what: 'taken', first: true },
    ]);
    await passUntil(async () =>
      expect(await note(8)).toMatchObject({ state: 'taken', attempts: 1, lastFailure: null }),
    );
  });

  test('notices a new epoch within seconds', async () => {
    const node = new Node();
    const { events } = watch(node);
    await atRest();
    await clock.advance(8 * EPOCH_MS - clock.now());
    await atRest();
    node.at = epoch(8);
    await clock.advance(POLL_MS);
    await atRest();
    expect(events.at(-1)).toEqual({ what: 'taken', first: true, lateMs: POLL_MS });
  });

  test('asks for nothing when it starts again, whether the dump waits or was handed over', async () => {
    const node = new Node();
    await watch(node).end();
    const first = watch(node);
    await expectWaiting([7]);
    await first.end();
    await watch(node).end();
    const [dump] = await spool.waiting();
    if (dump === undefined) throw new Error('a dump waits');
    await spool.finish(dump);
    const again = watch(node);
    await passUntil(() => expect(again.states.length).toBeGreaterThan(2));
    expect(again.state()).toMatchObject({ newestDump: 7, stuckOn: null });
    expect(node.asked).toBeLessThanOrEqual(2);
    expect(again.events).toEqual([]);
  });

  test('tells which epochs it missed while it was down', async () => {
    const node = new Node();
    const first = watch(node);
    await expectWaiting([7]);
    await first.end();
    node.at = epoch(10);
    await clock.advance(3 * EPOCH_MS);
    const { log, events } = watch(node);
    await expectWaiting([7, 10]);
    expect(log.of('epoch-watch.epochs-missed')).toMatchObject([{ epochs: [8, 9] }]);
    expect(events).toContainEqual({ what: 'missed', epochs: 2 });
  });

  test('throws a dump of the epoch before away, and asks again until the node has got there', async () => {
    const node = new Node();
    let answers = 0;
    node.does = (path) => {
      answers += 1;
      return writeFile(path, dumpOf(answers < 4 ? 6 : 7));
    };
    const { log } = watch(node);
    await expectWaiting([7]);
    expect(answers).toBe(4);
    expect(log.of('epoch-watch.waits').map(({ delayMs }) => delayMs)).toEqual([5000, 5000, 5000]);
    expect(log.of('epoch-watch.goes-on')).toMatchObject([{ failures: 3 }]);
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('keeps nothing that is no dump, and says in the epoch’s note what is wrong', async () => {
    const node = new Node();
    node.does = (path) => writeFile(path, '{"stakeSnapshots": {}}');
    const { state } = watch(node);
    await passUntil(() =>
      expect(state()).toMatchObject({ stuckOn: 'POOLTOOL_LEDGER_SOURCE_FAILED', newestDump: null }),
    );
    await passUntil(async () => expect((await note(7)).lastFailure).toContain('no ledger dump'));
    expect(await readdir(join(folder, 'taken'))).toEqual([]);
  });

  test('says so when the source tells of a file that is nowhere', async () => {
    const node = new Node();
    node.does = async () => {};
    watch(node);
    await passUntil(async () => expect((await note(7)).lastFailure).toContain('CNODE_OGMIOS_DUMP_FOLDER'));
  });

  test('clears away what a killed daemon left half-written', async () => {
    await writeFile(join(folder, '.asked-dead.part'), dumpOf(7));
    watch(new Node());
    await expectWaiting([7]);
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('asks nobody where a job drops the dumps, and tells when one is overdue', async () => {
    const node = new Node();
    const { state } = watch(node, { source: false });
    await writeFile(join(folder, 'job.part'), dumpOf(7));
    await spool.admit(join(folder, 'job.part'), 'job.cbor');
    await passUntil(() => expect(state()).toMatchObject({ newestDump: 7, stuckOn: null }));
    node.at = epoch(8);
    await clock.advance(8.4 * EPOCH_MS - clock.now());
    await passUntil(() => expect(state()?.stuckOn).toBe('POOLTOOL_LEDGER_SOURCE_FAILED'));
    expect(node.asked).toBe(0);
  });
});

describe('a full disk', () => {
  test('is seen before the node is asked, and once there is room all goes on by itself', async () => {
    const node = new Node();
    node.free = 999;
    const { state, log } = watch(node);
    await passUntil(() => expect(state()?.stuckOn).toBe('POOLTOOL_DISK_FULL'));
    expect(node.asked).toBe(0);
    node.free = 1000;
    await expectWaiting([7]);
    await passUntil(() => expect(state()?.stuckOn).toBeNull());
    expect(log.events()).toContain('epoch-watch.goes-on');
  });

  test('in the middle of the dump leaves nothing behind, and is asked for again', async () => {
    const node = new Node();
    let full = true;
    node.does = async (path) => {
      await writeFile(path, dumpOf(7).subarray(0, 10));
      // What the system says of a device without room, by the system itself.
      if (full) await writeFile('/dev/full', 'the rest');
      else await writeFile(path, dumpOf(7));
    };
    const { state } = watch(node);
    await passUntil(() => expect(state()?.stuckOn).toBe('POOLTOOL_DISK_FULL'));
    // It may have begun anew by now.
    await atRest();
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    full = false;
    await expectWaiting([7]);
  });
});

describe('a full spool', () => {
  const limit = { spoolMaxBytes: 900, againAfterMs: 1 };

  test('takes no further dump of an epoch, and takes the first of the next', async () => {
    const node = new Node();
    node.does = (path) => writeFile(path, dumpOf(node.at, 700));
    const { state } = watch(node, limit);
    await passUntil(() => expect(state()?.stuckOn).toBe('POOLTOOL_SPOOL_FULL'));
    const asked = node.asked;
    await clock.advance(20 * POLL_MS);
    expect(node.asked).toBe(asked);
    expect(asked).toBeLessThanOrEqual(2);
    node.at = epoch(8);
    await passUntil(async () => expect(await epochsWaiting()).toContain(8));
    expect(await epochsWaiting()).toContain(7);
  });

  test('gives up what was handed over, the oldest first, but for the last', async () => {
    const node = new Node();
    spool = await openSpool({ folder, settleMs: 1000, kept: 9, clock });
    for (const of of [3, 4, 5]) {
      await writeFile(join(folder, 'x.part'), dumpOf(of, 500));
      await spool.admit(join(folder, 'x.part'), 'x.cbor');
    }
    for (const dump of await spool.waiting()) await spool.finish(dump);
    node.at = epoch(5);
    const { log } = watch(node, { spoolMaxBytes: 600 });
    await passUntil(async () =>
      expect(await readdir(join(folder, 'done'))).toEqual([expect.stringMatching(/^epoch-000005/)]),
    );
    await passUntil(() => expect(log.events()).toContain('spool.shrunk'));
    expect(node.asked).toBe(0);
  });

  test('keeps of the dumps that wait the first and the last of every epoch', async () => {
    for (const [of, name] of [
      [3, 'a'],
      [3, 'b'],
      [3, 'c'],
      [3, 'd'],
      [4, 'e'],
    ] as const) {
      await writeFile(join(folder, 'x.part'), dumpOf(of, 500));
      await spool.admit(join(folder, 'x.part'), `${name}.cbor`);
    }
    const removed = await spool.shrinkTo(0);
    expect(removed.map((name) => name.at(-6))).toEqual(['b', 'c']);
    expect(await epochsWaiting()).toEqual([3, 3, 4]);
  });
});
