import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { epoch } from '@pooltool/domain';
import { beforeEach, describe, expect, test } from 'vitest';
import { dumpOf, EPOCH_MS, Node, openWatchStage, POLL_MS, type WatchStage } from './watch-stage.ts';

let stage: WatchStage;
beforeEach(async () => {
  stage = await openWatchStage();
});

describe('the epoch watch', () => {
  test('has a dump at once, says how late, and one in each epoch after that', async () => {
    const node = new Node();
    const { log, events } = stage.watch(node);
    await stage.atRest();
    expect(await stage.epochsWaiting()).toEqual([7]);
    expect(log.of('epoch-watch.epoch-began')).toMatchObject([{ epoch: 7, lateMs: 90_000, first: true }]);
    node.at = epoch(8);
    await stage.clock.advance(EPOCH_MS - 90_000);
    await stage.expectWaiting([7, 8]);
    await stage.clock.advance(20 * POLL_MS);
    expect(node.asked).toBe(2);
    expect(events).toMatchObject([
      { what: 'taken', lateMs: 90_000 },
      { what: 'taken', first: true },
    ]);
    await stage.passUntil(async () =>
      expect(await stage.note(8)).toMatchObject({ state: 'taken', attempts: 1, lastFailure: null }),
    );
  });

  test('notices a new epoch within seconds', async () => {
    const node = new Node();
    const { events } = stage.watch(node);
    await stage.atRest();
    await stage.clock.advance(8 * EPOCH_MS - stage.clock.now());
    await stage.atRest();
    node.at = epoch(8);
    await stage.clock.advance(POLL_MS);
    await stage.atRest();
    expect(events.at(-1)).toEqual({ what: 'taken', first: true, lateMs: POLL_MS });
  });

  test('asks for nothing when it starts again, whether the dump waits or was handed over', async () => {
    const node = new Node();
    await stage.watch(node).end();
    const first = stage.watch(node);
    await stage.expectWaiting([7]);
    await first.end();
    await stage.watch(node).end();
    const [dump] = await stage.spool.waiting();
    if (dump === undefined) throw new Error('a dump waits');
    await stage.spool.finish(dump);
    const again = stage.watch(node);
    await stage.passUntil(() => expect(again.states.length).toBeGreaterThan(2));
    expect(again.state()).toMatchObject({ newestDump: 7, stuckOn: null });
    expect(node.asked).toBeLessThanOrEqual(2);
    expect(again.events).toEqual([]);
  });

  test('tells which epochs it missed while it was down', async () => {
    const node = new Node();
    const first = stage.watch(node);
    await stage.expectWaiting([7]);
    await first.end();
    node.at = epoch(10);
    await stage.clock.advance(3 * EPOCH_MS);
    const { log, events } = stage.watch(node);
    await stage.expectWaiting([7, 10]);
    expect(log.of('epoch-watch.epochs-missed')).toMatchObject([{ epochs: [8, 9] }]);
    expect(events).toContainEqual({ what: 'missed', epochs: 2 });
  });

  test('tells that an epoch is missed when the node passes into the next one while it is asked', async () => {
    const node = new Node();
    node.does = (path) => {
      node.at = epoch(8);
      return writeFile(path, dumpOf(8));
    };
    await stage.clock.advance(8 * EPOCH_MS - stage.clock.now());
    const { log, events } = stage.watch(node);
    await stage.expectWaiting([8]);
    expect(log.of('epoch-watch.epochs-missed')).toMatchObject([{ epochs: [7] }]);
    expect(events).toEqual([
      { what: 'missed', epochs: 1 },
      { what: 'taken', first: true, lateMs: 0 },
    ]);
    expect([(await stage.note(7)).state, (await stage.note(8)).state]).toEqual(['missed', 'taken']);
  });

  test('throws a dump of the epoch before away, and asks again until the node has got there', async () => {
    const node = new Node();
    let answers = 0;
    node.does = (path) => {
      answers += 1;
      return writeFile(path, dumpOf(answers < 4 ? 6 : 7));
    };
    const { log } = stage.watch(node);
    await stage.expectWaiting([7]);
    expect(answers).toBe(4);
    expect(log.of('epoch-watch.waits').map(({ delayMs }) => delayMs)).toEqual([5000, 5000, 5000]);
    expect(log.of('epoch-watch.goes-on')).toMatchObject([{ failures: 3 }]);
    expect((await readdir(stage.folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('keeps nothing that is no dump, and says in the epoch’s note what is wrong', async () => {
    const node = new Node();
    node.does = (path) => writeFile(path, '{"stakeSnapshots": {}}');
    const { state } = stage.watch(node);
    await stage.passUntil(() =>
      expect(state()).toMatchObject({ stuckOn: 'POOLTOOL_LEDGER_SOURCE_FAILED', newestDump: null }),
    );
    await stage.passUntil(async () => expect((await stage.note(7)).lastFailure).toContain('no ledger dump'));
    expect(await readdir(join(stage.folder, 'taken'))).toEqual([]);
  });

  test('says so when the source tells of a file that is nowhere', async () => {
    const node = new Node();
    node.does = async () => {};
    stage.watch(node);
    await stage.passUntil(async () => expect((await stage.note(7)).lastFailure).toContain('CNODE_OGMIOS_DUMP_FOLDER'));
  });

  test('clears away what a killed daemon left half-written', async () => {
    await writeFile(join(stage.folder, '.asked-dead.part'), dumpOf(7));
    stage.watch(new Node());
    await stage.expectWaiting([7]);
    expect((await readdir(stage.folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('asks nobody where a job drops the dumps, and tells when one is overdue', async () => {
    const node = new Node();
    const { state } = stage.watch(node, { source: false });
    await writeFile(join(stage.folder, 'job.part'), dumpOf(7));
    await stage.spool.admit(join(stage.folder, 'job.part'), 'job.cbor');
    await stage.passUntil(() => expect(state()).toMatchObject({ newestDump: 7, stuckOn: null }));
    node.at = epoch(8);
    await stage.clock.advance(8.4 * EPOCH_MS - stage.clock.now());
    await stage.passUntil(() => expect(state()?.stuckOn).toBe('POOLTOOL_LEDGER_SOURCE_FAILED'));
    expect(node.asked).toBe(0);
  });
});
