import { height, slot } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prove } from '../../../store/test/battles/small-contests.ts';
import { csvRows, expectAnswer, openBattles, report, rivalAt, type Seen, type ToldBattles } from './told-battles.ts';

const [SEVEN, TWENTY] = [testPoolId(7), testPoolId(20)];

let told: ToldBattles;
const blockAt = (at: number) => told.blockAt(at);
beforeAll(async () => {
  told = await openBattles();
  await report(told, blockAt(29), [
    [20, 300, { node: 'near', receivedMs: 350 }],
    [20, 280, { node: 'far', receivedMs: 400 }],
    [21, 900],
    [22, 2_000, { evidence: 'proven' }],
    [23, 7_200_000],
    [24, null],
  ]);
  // Somebody says another height, and one does not say who made it.
  await report(told, { ...blockAt(29), height: height(77) }, [[66, 1]]);
  await report(told, blockAt(30), [[20, 500, { node: 'near' }]]);
  await report(told, blockAt(4), [[20, 700]]);
  await report(told, blockAt(12), [[20, 100]]);
});
afterAll(() => told.close());

describe('delays of a block', () => {
  const ROUTE = '/v1/blocks/:hash/delays';
  const url = (at: number) => `/v1/blocks/${blockAt(at).hash}/delays`;

  test('are every claim with every node’s raw delay, and the figures of one voice a pool', async () => {
    const answer = await expectAnswer(told, ROUTE, url(29));
    expect(answer.slot).toBe(290);
    expect(answer.summary).toEqual({
      pools: 5,
      counted: 4,
      outliers: 1,
      // Of 1, 300, 900 and 2,000: pool 20 is spoken for by the node whose report reached us first.
      medianMs: 300,
      percentilesMs: { p50: 300, p90: 2_000, p95: 2_000, p99: 2_000 },
      shareWithin: { oneSecond: 0.6, threeSeconds: 0.8, fiveSeconds: 0.8 },
    });
    expect(answer.claims).toEqual([
      {
        slot: 290,
        height: 29,
        epoch: 2,
        producer: SEVEN,
        evidence: 'proven',
        reports: [
          { pool: TWENTY, node: 'far', delayMs: 280, receivedMs: 400 },
          { pool: TWENTY, node: 'near', delayMs: 300, receivedMs: 350 },
          { pool: testPoolId(21), node: '', delayMs: 900, receivedMs: 950 },
          { pool: testPoolId(22), node: '', delayMs: 2_000, receivedMs: 2_050 },
          { pool: testPoolId(23), node: '', delayMs: 7_200_000, receivedMs: 7_200_050 },
          { pool: testPoolId(24), node: '', delayMs: null, receivedMs: 50 },
        ],
      },
      expect.objectContaining({ height: 77, evidence: 'claimed', reports: [expect.objectContaining({ delayMs: 1 })] }),
    ]);
  });

  test('are found by the hash in either case', async () => {
    const { hash } = blockAt(12);
    expect(hash.toUpperCase()).not.toBe(hash);
    const answer = await expectAnswer(told, ROUTE, `/v1/blocks/${hash.toUpperCase()}/delays`);
    expect(answer).toMatchObject({ hash, slot: 120 });
  });

  test('are measured from the slot that proof stands for, however many say another', async () => {
    const rival = rivalAt(26);
    await prove(told.database.pool, rival, [20, 21]);
    const others = [30, 31, 32].map((from): Seen => [from, 9]);
    await report(told, rival, others, { slot: slot(250), height: height(25) });
    const { slot: measured, claims, summary } = await expectAnswer(told, ROUTE, `/v1/blocks/${rival.hash}/delays`);
    expect(claims.map((claim: { readonly slot: number }) => claim.slot)).toEqual([250, 263]);
    expect([measured, summary.medianMs, summary.pools]).toEqual([263, 300, 2]);
  });

  test('as CSV are one row a report', async () => {
    const columns = ['slot', 'height', 'epoch', 'producer', 'evidence', 'pool', 'node', 'delay_ms', 'received_ms'];
    const rows = await csvRows(told, url(29), columns);
    expect(rows).toHaveLength(7);
    expect(rows[0]).toEqual(['290', '29', '2', SEVEN, 'proven', TWENTY, 'far', '280', '400']);
    expect(rows[5]?.[7]).toBe('');
  });

  test('are none of a block that nobody reported, or nobody knows', async () => {
    for (const hash of [blockAt(28).hash, 'ab'.repeat(32)]) {
      const answer = await expectAnswer(told, ROUTE, `/v1/blocks/${hash}/delays`);
      expect(answer).toMatchObject({
        slot: null,
        claims: [],
        summary: { pools: 0, medianMs: null, shareWithin: null },
      });
    }
  });

  test('keep their tag until another report comes', async () => {
    const first = await told.ask(url(30));
    const known = { 'if-none-match': String(first.headers['etag']) };
    expect((await told.ask(url(30), known)).status).toBe(304);
    await report(told, blockAt(30), [[21, 600]]);
    expect((await told.ask(url(30), known)).status).toBe(200);
  });
});

describe('delays of a pool, block by block', () => {
  const ROUTE = '/v1/pools/:pool/delays';
  const page = (query: string, pool: string = TWENTY) => expectAnswer(told, ROUTE, `/v1/pools/${pool}/delays?${query}`);

  test('as receiver are its nodes’ own, of every block', async () => {
    const { blocks, keptFromEpoch } = await page('side=receiver&limit=3');
    expect(keptFromEpoch).toBeNull();
    expect(blocks).toMatchObject([
      { height: 30, producer: SEVEN, nodes: [{ node: 'near', delayMs: 500, receivedMs: 550 }] },
      {
        height: 29,
        nodes: [
          { node: 'far', delayMs: 280, receivedMs: 400 },
          { node: 'near', delayMs: 300, receivedMs: 350 },
        ],
      },
      { height: 28, nodes: [] },
    ]);
    const columns = 'height,hash,slot,epoch,producer,median_ms,node,delay_ms,received_ms'.split(',');
    const rows = await csvRows(told, `/v1/pools/${TWENTY}/delays?side=receiver&limit=3`, columns);
    expect(rows.map((row) => [row[0], row[6], row[7]])).toEqual([
      ['30', 'near', '500'],
      ['29', 'far', '280'],
      ['29', 'near', '300'],
      ['28', '', ''],
    ]);
  });

  test('as receiver have a node once, by its report that reached us first, whoever it says made the block', async () => {
    const [block, late] = [blockAt(5), { node: 'near', receivedMs: 900 }];
    await report(told, block, [[20, 640, late]]);
    await report(told, block, [[20, 650, { ...late, receivedMs: 700 }]], { producer: null });
    // Of another slot: its delay is measured from there, and says nothing of this block.
    await report(told, block, [[20, 1, { node: 'lost' }]], { slot: slot(49) });
    expect((await page('side=receiver&from=5&to=5')).blocks).toMatchObject([
      { height: 5, nodes: [{ node: 'near', delayMs: 650, receivedMs: 700 }] },
    ]);
  });

  test('as producer are those of all who reported its blocks', async () => {
    const { blocks } = await page('side=producer&limit=2&to=29', SEVEN);
    expect(blocks).toMatchObject([
      { height: 29, epoch: 2, summary: { pools: 5, medianMs: 300, percentilesMs: { p90: 2_000 } } },
      { height: 28, summary: { pools: 0, medianMs: null, percentilesMs: null } },
    ]);
    const columns =
      'height,hash,slot,epoch,pools,counted,outliers,median_ms,p90_ms,p95_ms,p99_ms,within_1s,within_3s,within_5s'.split(
        ',',
      );
    const [first] = await csvRows(told, `/v1/pools/${SEVEN}/delays?side=producer&limit=2&to=29`, columns);
    expect(first?.slice(4)).toEqual(['5', '4', '1', '300', '2000', '2000', '2000', '0.6', '0.8', '0.8']);
    expect((await page('side=producer', testPoolId(9))).blocks).toMatchObject([
      { height: 4, summary: { medianMs: 700 } },
    ]);
  });

  test('are between two heights, both included', async () => {
    const heights = async (query: string, pool?: string) =>
      (await page(query, pool)).blocks.map((block: { readonly height: number }) => block.height);
    expect(await heights('side=receiver&from=11&to=13')).toEqual([13, 12, 11]);
    expect(await heights('side=producer&from=3&to=7', SEVEN)).toEqual([7, 5, 3]);
    expect(await heights('side=producer&from=13&to=11', SEVEN)).toEqual([]);
    expect(await heights('side=receiver&from=500')).toEqual([]);
  });

  test.each(['producer', 'receiver'])('come in pages that no new block moves (%s)', async (side) => {
    const pool = side === 'producer' ? SEVEN : TWENTY;
    const first = await page(`side=${side}&limit=2`, pool);
    await told.grow();
    const second = await page(`side=${side}&limit=2&cursor=${first.next}`, pool);
    const [, last] = first.blocks;
    expect(second.blocks.map((block: { readonly height: number }) => last.height - block.height)).toEqual([1, 2]);
    const end = await page(`side=${side}&limit=2&to=2`, pool);
    expect([end.blocks.length, end.next]).toEqual([2, null]);
  });

  test('as producer are at most 50 a page, each with its own figures', async () => {
    for (let blocks = 0; blocks < 30; blocks += 1) await told.grow();
    const { blocks, next } = await page('side=producer&limit=250', SEVEN);
    const [newest] = blocks;
    expect(blocks.map(({ height: at }: { readonly height: number }) => newest.height - at)).toEqual(
      Array.from({ length: 50 }, (_, index) => index),
    );
    const medians = blocks.flatMap(({ height: at, summary }: Produced) =>
      summary.medianMs === null ? [] : [[at, summary.medianMs]],
    );
    expect(medians).toEqual([
      [30, 500],
      [29, 300],
    ]);
    expect((await page(`side=producer&cursor=${next}`, SEVEN)).blocks[0].height).toBe(newest.height - 50);
  });

  interface Produced {
    readonly height: number;
    readonly summary: { readonly medianMs: number | null };
  }

  test('of a pool that never reported, or made none, are none', async () => {
    for (const side of ['receiver', 'producer']) {
      expect(await page(`side=${side}`, testPoolId(99))).toMatchObject({ blocks: [], next: null });
    }
  });
});
