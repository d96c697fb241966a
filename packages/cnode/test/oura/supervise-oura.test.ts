import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Slot, slot } from '@pooltool/domain';
import { systemClock as clock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { FEED_MARK, markOf, type OuraFeed } from '../../src/oura/feed.ts';
import { type FeedProgress, isStalled, progressed } from '../../src/oura/progress.ts';
import { type OuraState, superviseOura } from '../../src/oura/supervise-oura.ts';
import { type FakeOura, fakeConsumer, fakeOura, isAlive, STAYS } from './fake-oura.ts';

/** Longer than any machine takes: who tests something else must not see Oura started anew for it. */
const NO_STALL_MS = 600_000;
const STALL_MS = 1_500;
const POLL_MS = 50;
const hash = (digit: string) => digit.repeat(64);
const syncPoint = (at: number) => ({
  ...{ slot: at, hash: hash('a'), height: 7 },
  earlier: [{ slot: at - 20, hash: hash('b'), height: 6 }],
});

let folder = '';
const lives: (() => Promise<void>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pooltool-oura-'));
});
afterEach(async () => {
  await Promise.all(lives.splice(0).map((end) => end()));
  await rm(folder, { recursive: true });
});

/** The feed of a test, and what its consumer says at the moment. */
async function world(does: string, version: 1 | 2 = 2) {
  const says: { status?: number; body: unknown } = { body: syncPoint(140) };
  const oura = await fakeOura(folder, does);
  const consumer = await fakeConsumer(() => says);
  const feed: OuraFeed = {
    ...{ name: 'consumer', version, program: oura.program, config: 'x.toml', cursorFile: join(folder, 'cursor.json') },
    ...{ consumerUrl: consumer.url, authorization: 'Bearer right' },
  };
  const node: { slot: Slot | null } = { slot: slot(1000) };
  return { says, oura, consumer, feed, node };
}

function supervise(
  { feed, node }: { feed: OuraFeed; node: { slot: Slot | null } },
  { stallMs = NO_STALL_MS }: { stallMs?: number } = {},
) {
  const ending = new AbortController();
  const log = memoryLog();
  const states: OuraState[] = [];
  const done = superviseOura({
    ...{ feed, clock, log, signal: ending.signal, pollMs: POLL_MS, stallMs },
    nodeSlot: async () => node.slot,
    report: (state) => states.push(state),
    observeStart: () => {},
  });
  const end = async () => {
    ending.abort(new Error('asked to stop'));
    await done;
  };
  lives.push(end);
  return { log, end, state: () => states.at(-1) };
}

const eventually = (look: () => unknown): Promise<void> =>
  vi.waitFor(
    async () => {
      await look();
    },
    { timeout: 20_000, interval: 20 },
  );
const startsOf = (oura: FakeOura, count: number) =>
  eventually(async () => expect((await oura.starts()).length).toBeGreaterThanOrEqual(count));
const cursorOf = async (feed: OuraFeed): Promise<unknown> => JSON.parse(await readFile(feed.cursorFile, 'utf8'));

describe('Oura 2', () => {
  test('is started with our points in its cursor, newest first, and none of our secrets', async () => {
    const { oura, feed, consumer, node } = await world(`console.error(Object.keys(process.env).join()); ${STAYS}`);
    const { log } = supervise({ feed, node });
    await eventually(() => expect(JSON.stringify(log.of('oura.says'))).toContain(FEED_MARK));
    expect(await oura.starts()).toEqual(['daemon --config x.toml']);
    expect(await cursorOf(feed)).toEqual([
      [140, hash('a')],
      [120, hash('b')],
    ]);
    expect(consumer.asked[0]).toBe('Bearer right');
    expect(JSON.stringify(log.entries)).not.toContain('Bearer right');
    expect(log.of('oura.says')).toContainEqual(expect.objectContaining({ line: 'this is the fake', from: 'stdout' }));
  });

  test('begins where its configuration says when our chain is empty', async () => {
    const { oura, feed, says, node } = await world(STAYS);
    says.body = null;
    supervise({ feed, node });
    await startsOf(oura, 1);
    expect(await cursorOf(feed)).toEqual([]);
  });

  test('that ends is started anew, where the consumer stands by then', async () => {
    const { oura, feed, says, node } = await world('process.exit(0)');
    supervise({ feed, node });
    await startsOf(oura, 1);
    says.body = syncPoint(260);
    await startsOf(oura, 2);
    expect(await cursorOf(feed)).toEqual([
      [260, hash('a')],
      [240, hash('b')],
    ]);
  });

  test('that brings nothing is started later each time', async () => {
    const { feed, node } = await world('process.exit(0)');
    const { log, state } = supervise({ feed, node });
    await eventually(() =>
      expect(state()).toMatchObject({ running: false, stuckOn: 'POOLTOOL_OURA_ENDED', failures: 2 }),
    );
    expect(log.of('oura.waits').map(({ delayMs }) => delayMs)).toEqual([1000, 2000]);
  });

  test('that is killed is started anew', async () => {
    const { oura, feed, node } = await world(STAYS);
    supervise({ feed, node });
    await startsOf(oura, 1);
    const [first = 0] = await oura.pids();
    process.kill(first, 'SIGKILL');
    await startsOf(oura, 2);
    expect(isAlive(first)).toBe(false);
  });

  test('cannot be started as long as the program is not there', async () => {
    const { feed, node } = await world(STAYS);
    const { state } = supervise({ feed: { ...feed, program: join(folder, 'nothing') }, node });
    await eventually(() => expect(state()).toMatchObject({ stuckOn: 'POOLTOOL_OURA_ENDED' }));
  });

  test('is not started before the consumer says where, and why it does not is told', async () => {
    const { oura, feed, says, node } = await world(STAYS);
    Object.assign(says, { status: 401, body: { error: 'authorise' } });
    const { log, state } = supervise({ feed, node });
    await eventually(() => expect(state()).toMatchObject({ stuckOn: 'POOLTOOL_OURA_CONSUMER_SILENT' }));
    expect(JSON.stringify(log.entries)).toContain('401');
    expect(await oura.starts()).toEqual([]);
    Object.assign(says, { status: 200, body: syncPoint(140) });
    await startsOf(oura, 1);
  });
});

describe('an Oura under which the consumer stands still', () => {
  test('while the node goes on is ended and started where the consumer stands', async () => {
    const { oura, feed, node } = await world(STAYS);
    const { log } = supervise({ feed, node }, { stallMs: STALL_MS });
    await startsOf(oura, 2);
    expect(log.of('oura.stands-still')[0]).toMatchObject({ syncSlot: 140 });
    const [first = 0] = await oura.pids();
    expect(isAlive(first)).toBe(false);
  });

  test('because the node has no more is left alone', async () => {
    const { oura, feed, consumer, node } = await world(STAYS);
    node.slot = slot(140);
    supervise({ feed, node }, { stallMs: STALL_MS });
    const longerThanAStall = (2 * STALL_MS) / POLL_MS;
    await eventually(() => expect(consumer.asked.length).toBeGreaterThan(longerThanAStall));
    expect(await oura.starts()).toHaveLength(1);
  });
});

describe('whether a feed stands still', () => {
  const still = { syncSlot: slot(5), sinceMs: 1000 };
  const judge = (changes: Partial<{ nodeSlot: Slot | null; nowMs: number }>, progress: FeedProgress = still) =>
    isStalled(progress, { nodeSlot: slot(9), nowMs: 1100, stallMs: 100, ...changes });

  test('is judged by the time since it moved, and by what the node has', () => {
    expect(judge({})).toBe(true);
    expect(judge({ nowMs: 1099 })).toBe(false);
    expect(judge({ nodeSlot: slot(5) })).toBe(false);
    expect(judge({ nodeSlot: null }), 'nobody can tell how far the node is').toBe(true);
    expect(judge({}, { ...still, syncSlot: null }), 'our chain is empty').toBe(true);
    expect(judge({ nowMs: 0 }), 'our clock went back').toBe(false);
  });

  test('begins anew with every move, forwards or back', () => {
    expect(progressed(still, slot(5), 2000)).toBe(still);
    expect(progressed(still, slot(4), 2000)).toEqual({ syncSlot: 4, sinceMs: 2000 });
    expect(progressed(null, null, 2000)).toEqual({ syncSlot: null, sinceMs: 2000 });
  });
});

describe('Oura 1', () => {
  test('gets our tip, and an older point when the node does not know that one', async () => {
    const { oura, feed, node } = await world(
      `if (args.join(' ').includes('${hash('a')}')) process.exit(0); ${STAYS}`,
      1,
    );
    const { log } = supervise({ feed, node });
    await startsOf(oura, 2);
    expect(await oura.starts()).toEqual([
      `daemon --config x.toml --cursor 140,${hash('a')}`,
      `daemon --config x.toml --cursor 120,${hash('b')}`,
    ]);
    expect(log.of('oura.point-unknown')).toMatchObject([{ slot: 140 }]);
  });

  test('whose node knows none of them is tried again later, and that is told', async () => {
    const { feed, node } = await world('process.exit(0)', 1);
    const { state } = supervise({ feed, node });
    await eventually(() => expect(state()).toMatchObject({ stuckOn: 'POOLTOOL_OURA_POINTS_UNKNOWN' }));
  });

  test('begins where its configuration says when our chain is empty', async () => {
    const { oura, feed, says, node } = await world(STAYS, 1);
    says.body = null;
    supervise({ feed, node });
    await startsOf(oura, 1);
    expect(await oura.starts()).toEqual(['daemon --config x.toml']);
  });
});

describe('at the end', () => {
  test('Oura is gone before we are', async () => {
    const { oura, feed, node } = await world(STAYS);
    const { end } = supervise({ feed, node });
    await startsOf(oura, 1);
    await end();
    expect((await oura.pids()).map(isAlive)).toEqual([false]);
  });

  test.skipIf(process.platform !== 'linux')(
    'or, if we were killed, before the next one is started, and nobody else’s is touched (only Linux tells)',
    async () => {
      const { oura, feed, node } = await world(STAYS);
      const orphan = leftBehind(oura, { [FEED_MARK]: markOf(feed) });
      const strangers = leftBehind(oura, { [FEED_MARK]: markOf({ ...feed, config: 'other.toml' }) });
      await startsOf(oura, 2);
      const { log } = supervise({ feed, node });
      await startsOf(oura, 3);
      expect(log.of('oura.orphans-ended')).toMatchObject([{ pids: [orphan.pid] }]);
      // The second when it was ended before it could say how it takes that.
      await eventually(() => expect([3, 'SIGTERM']).toContain(orphan.exitCode ?? orphan.signalCode));
      expect(isAlive(strangers.pid ?? 0)).toBe(true);
    },
  );
});

/** An Oura that a daemon started which is no more. */
function leftBehind({ program }: FakeOura, env: Record<string, string>): ChildProcess {
  const child = spawn(program, ['daemon'], { env, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}
