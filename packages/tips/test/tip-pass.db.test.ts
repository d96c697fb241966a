import { height, unixMs } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import { readReporterStates, readReports } from '@pooltool/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  consistentElection,
  extendChain,
  hashOf,
  makerOf,
  reportsOf,
  type ToldBlock,
  tip,
  undo,
} from './small-tips.ts';
import { NOW, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

const block: ToldBlock = { tag: 1, height: 500, slot: 30_400, maker: 1, parent: 9 };
const rival: ToldBlock = { tag: 2, height: 500, slot: 30_402, maker: 2, parent: 9 };

describe('a pass', () => {
  test('makes of reports claims, a header, states of nodes, a judged height and marks', async () => {
    await stage.put(...reportsOf(block, 4), tip(block, 100, { node: 'b', parent: null }));
    expect(await stage.pass()).toMatchObject({ messages: 5, changed: 1, complete: true, refused: new Map() });
    const [claim] = await readReports(stage.pool, hashOf(1));
    expect(claim).toMatchObject({
      block: { slot: 30_400, height: 500, epoch: 3, producer: makerOf(1) },
      evidence: 'consistent',
    });
    expect(claim?.reports.map(({ delayMs, receivedMs }) => [delayMs, receivedMs])).toEqual([
      [300, 350],
      [400, 450],
      [301, 351],
      [302, 352],
      [303, 353],
    ]);
    expect(await readReporterStates(stage.pool)).toHaveLength(5);
    expect(await stage.contest(500)).toMatchObject({
      settled: false,
      kinds: [],
      candidates: [
        {
          hash: hashOf(1),
          producer: makerOf(1),
          parent: hashOf(9),
          standing: 'likely',
          witnesses: 4,
          reports: 5,
          medianDelayMs: 302,
          held: false,
        },
      ],
    });
    expect(await stage.marks()).toEqual(['competitive 500', 'reporter_heights ', 'sync_data ']);
  });

  test('without anything to do asks for nothing but messages', async () => {
    await stage.pass();
    expect(await stage.pass()).toEqual({ messages: 0, oldestMs: 0, refused: new Map(), changed: 0, complete: true });
    expect(stage.statements()).toBe(2);
  });

  test('tells how long the oldest message waited', async () => {
    await stage.put(tip(block, 100), tip(rival, 101));
    expect((await stage.pass()).oldestMs).toBe(100_000 - 450);
  });

  test('of many reports has as many statements as of few', async () => {
    const statementsOf = async (pools: number): Promise<number> => {
      await stage.clear();
      await stage.pass();
      await stage.put(...reportsOf(block, pools), ...reportsOf(rival, pools));
      await stage.pass();
      return stage.statements();
    };
    const few = await statementsOf(3);
    expect(await statementsOf(240)).toBe(few);
    expect(few).toBeLessThanOrEqual(20);
  });
});

describe('blocks of one height', () => {
  test('are a battle as soon as both are likely, and what is said of them later only counts', async () => {
    await stage.put(...reportsOf(block, 3));
    await stage.pass();
    await stage.put(...reportsOf(rival, 3));
    await stage.pass();
    expect(await stage.contest(500)).toMatchObject({ classification: 'competitive', kinds: ['height-battle'] });
    await stage.marks();
    await stage.put(...reportsOf(rival, 5));
    expect(await stage.pass()).toMatchObject({ changed: 0 });
    expect((await stage.contest(500))?.candidates.map(({ witnesses }) => witnesses)).toEqual([3, 5]);
  });

  test('one of which nobody else knows is shown, and makes no battle', async () => {
    await stage.put(...reportsOf(block, 3), tip(rival, 2));
    await stage.pass();
    expect(await stage.contest(500)).toMatchObject({
      classification: null,
      candidates: [{ standing: 'likely' }, { standing: 'unconfirmed' }],
    });
  });

  test('have the parent that most tell, also when it is told later by those who reported before', async () => {
    const parent = async () => (await stage.contest(500))?.candidates.map((candidate) => candidate.parent);
    await stage.put(...reportsOf(block, 2, { parent: null }));
    await stage.pass();
    expect(await parent()).toEqual([null]);
    await stage.put(...reportsOf(block, 2, { parent: hashOf(9) }));
    await stage.pass();
    expect(await parent()).toEqual([hashOf(9)]);
  });

  test('in one slot and at different heights are a battle that both heights tell of', async () => {
    const late: ToldBlock = { tag: 3, height: 499, slot: 30_400, maker: 3 };
    await stage.put(...reportsOf(late, 3));
    await stage.pass();
    await stage.put(...reportsOf(block, 3));
    await stage.pass();
    expect(await stage.contest(500)).toMatchObject({
      kinds: ['slot-battle'],
      hidden: [{ hash: hashOf(3), height: 499 }],
    });
    expect(await stage.contest(499)).toMatchObject({
      kinds: ['slot-battle'],
      hidden: [{ hash: hashOf(1), height: 500 }],
    });
  });

  test('and at different heights are found also among any number of heights that somebody invents', async () => {
    await extendChain(stage.pool, { tag: 80, height: 500, slot: 30_399, maker: 4 });
    await stage.put(...reportsOf({ tag: 3, height: 589, slot: 30_400, maker: 3 }, 3));
    await stage.pass();
    const inventions = Array.from({ length: 70 }, (_, at) => ({
      ...tip({ tag: 40, height: 455 + at, slot: 30_300 + at, maker: 5 }, 666),
      hash: hashOf(1_000 + at),
    }));
    await stage.put(...inventions, ...reportsOf({ ...block, height: 590 }, 3));
    await stage.pass();
    expect(await stage.contest(590)).toMatchObject({ kinds: ['slot-battle'], hidden: [{ height: 589 }] });
  });
});

describe('a block of our own node', () => {
  test('that comes after its reports is confirmed with the next report, and so is who was undone', async () => {
    await stage.put(...reportsOf(block, 1), ...reportsOf(rival, 1));
    await stage.pass();
    expect((await stage.contest(500))?.candidates.map(({ standing }) => standing)).toEqual([
      'unconfirmed',
      'unconfirmed',
    ]);
    await undo(stage.pool, block);
    await extendChain(stage.pool, rival);
    await stage.put(tip({ tag: 5, height: 501, slot: 30_410, maker: 5 }, 100));
    await stage.pass();
    expect(await stage.contest(500)).toMatchObject({
      classification: 'competitive',
      candidates: [
        { hash: hashOf(1), held: true },
        { hash: hashOf(2), held: true },
      ],
    });
  });

  test('is one also when no report ever said who made it', async () => {
    await stage.put(...reportsOf(block, 2, { issuerKey: null, election: null }));
    await stage.pass();
    expect(await stage.contest(500)).toBeUndefined();
    await extendChain(stage.pool, block);
    await stage.clock.advance(15_000);
    await stage.pass();
    expect(await stage.contest(500)).toMatchObject({
      candidates: [{ held: true, evidence: 'claimed', reports: 2, witnesses: 2 }],
    });
  });
});

describe('what is refused', () => {
  test('is a slot to come, of which nothing is kept', async () => {
    await stage.put(tip(rival, 100));
    await stage.pass();
    await stage.put(tip({ ...block, slot: 30_600 }, 100, { receivedAt: unixMs(NOW + 1_000) }));
    expect((await stage.pass()).refused).toEqual(new Map([['slot-in-future', 1]]));
    expect(await readReports(stage.pool, hashOf(1))).toEqual([]);
    expect(await readReporterStates(stage.pool)).toMatchObject([{ hash: hashOf(2) }]);
    expect((await stage.contest(500))?.candidates).toMatchObject([{ hash: hashOf(2) }]);
  });

  test('is an election that contradicts itself: it tells when a hash was seen, and of nobody’s block', async () => {
    const election = { ...consistentElection(block.tag), leaderValue: '00'.repeat(32) };
    await stage.put(...reportsOf(block, 3), tip(block, 150, { election }));
    expect((await stage.pass()).refused).toEqual(new Map([['leader-value-not-of-output', 1]]));
    expect(await stage.contest(500)).toMatchObject({
      candidates: [{ evidence: 'consistent', witnesses: 4, reports: 4 }],
    });
  });

  test('is not judged by whoever it is about: of one that nobody else tells there is no candidate', async () => {
    await stage.put(
      ...reportsOf(block, 3, { election: { kind: 'praos', blockVrf: '', blockProof: '', leaderValue: '' } }),
    );
    expect((await stage.pass()).refused).toEqual(new Map([['election-malformed', 3]]));
    expect(await stage.contest(500)).toBeUndefined();
    expect(await readReports(stage.pool, hashOf(1))).toMatchObject([
      { block: { producer: null }, reports: [{}, {}, {}] },
    ]);
  });
});

test('who reported is told from where and when it stands, the last one of each node', async () => {
  await stage.put(tip(block, 100), tip({ ...block, tag: 3, height: 501, slot: 30_420 }, 100, { version: '10.2.1' }));
  await stage.pass();
  await stage.put(tip(block, 100, { delayMs: 900 }));
  await stage.pass();
  expect(await readReporterStates(stage.pool)).toMatchObject([
    { reporter: { pool: testPoolId(100) }, height: height(501), hash: hashOf(3), version: '10.2.1' },
  ]);
});
