import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { epoch } from '@pooltool/domain';
import { beforeEach, describe, expect, test } from 'vitest';
import { dumpOf, Node, openWatchStage, POLL_MS, type WatchStage } from './watch-stage.ts';

let stage: WatchStage;
beforeEach(async () => {
  stage = await openWatchStage();
});

test('a dump that is cut short time and again is asked for ever later, and only the last of them takes room', async () => {
  const node = new Node();
  stage.watch(node);
  const cutShort = { code: 'POOLTOOL_DUMP_TRUNCATED', message: 'it ends', offset: 30, path: '4' };
  const hourLater = stage.clock.now() + 3_600_000;
  while (stage.clock.now() < hourLater) {
    await stage.atRest();
    for (const dump of await stage.spool.waiting()) await stage.spool.refuse(dump, cutShort);
    await stage.clock.advance(POLL_MS);
  }
  await stage.atRest();
  for (const dump of await stage.spool.waiting()) await stage.spool.refuse(dump, cutShort);
  expect(node.asked).toBeGreaterThan(3);
  expect(node.asked).toBeLessThan(12);
  expect((await readdir(join(stage.folder, 'refused'))).filter((name) => name.endsWith('.cbor'))).toHaveLength(1);
  expect((await readdir(join(stage.folder, 'refused'))).filter((name) => name.endsWith('.json'))).toHaveLength(1);
});

describe('a full disk', () => {
  test('is seen before the node is asked, and once there is room all goes on by itself', async () => {
    const node = new Node();
    node.free = 999;
    const { state, log } = stage.watch(node);
    await stage.passUntil(() => expect(state()?.stuckOn).toBe('POOLTOOL_DISK_FULL'));
    expect(node.asked).toBe(0);
    node.free = 1000;
    await stage.expectWaiting([7]);
    await stage.passUntil(() => expect(state()?.stuckOn).toBeNull());
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
    const { state } = stage.watch(node);
    await stage.passUntil(() => expect(state()?.stuckOn).toBe('POOLTOOL_DISK_FULL'));
    // It may have begun anew by now.
    await stage.atRest();
    expect((await readdir(stage.folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    full = false;
    await stage.expectWaiting([7]);
  });
});

describe('a full spool', () => {
  const limit = { spoolMaxBytes: 900, againAfterMs: 1 };

  test('takes no further dump of an epoch, and takes the first of the next', async () => {
    const node = new Node();
    node.does = (path) => writeFile(path, dumpOf(node.at, 700));
    const { state } = stage.watch(node, limit);
    await stage.passUntil(() => expect(state()?.stuckOn).toBe('POOLTOOL_SPOOL_FULL'));
    const asked = node.asked;
    await stage.clock.advance(20 * POLL_MS);
    expect(node.asked).toBe(asked);
    expect(asked).toBeLessThanOrEqual(2);
    node.at = epoch(8);
    await stage.passUntil(async () => expect(await stage.epochsWaiting()).toContain(8));
    expect(await stage.epochsWaiting()).toContain(7);
  });

  test('gives up what was handed over, the oldest first, but for the last', async () => {
    const node = new Node();
    stage = await openWatchStage({ kept: 9 });
    for (const of of [3, 4, 5]) {
      await writeFile(join(stage.folder, 'x.part'), dumpOf(of, 500));
      await stage.spool.admit(join(stage.folder, 'x.part'), 'x.cbor');
    }
    for (const dump of await stage.spool.waiting()) await stage.spool.finish(dump);
    node.at = epoch(5);
    const { log } = stage.watch(node, { spoolMaxBytes: 600 });
    await stage.passUntil(async () =>
      expect(await readdir(join(stage.folder, 'done'))).toEqual([expect.stringMatching(/^epoch-000005/)]),
    );
    await stage.passUntil(() => expect(log.events()).toContain('spool.shrunk'));
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
      await writeFile(join(stage.folder, 'x.part'), dumpOf(of, 500));
      await stage.spool.admit(join(stage.folder, 'x.part'), `${name}.cbor`);
    }
    const removed = await stage.spool.shrinkTo(0);
    expect(removed.map((name) => name.at(-6))).toEqual(['b', 'c']);
    expect(await stage.epochsWaiting()).toEqual([3, 3, 4]);
  });
});
