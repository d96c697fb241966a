import { testPoolId } from '@pooltool/domain/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prove } from '../../../store/test/battles/small-contests.ts';
import { csvRows, expectAnswer, openBattles, rivalAt, type ToldBattles } from './told-battles.ts';

const SEVEN = testPoolId(7);
const hashOf = (height: number, branch: number) => (height * 1000 + branch).toString(16).padStart(64, '0');

let told: ToldBattles;
beforeAll(async () => {
  const rivals = [
    rivalAt(4, { pool: 7 }),
    rivalAt(8),
    // The pool against itself.
    rivalAt(12, { pool: 7 }),
    // In the slot of height 16: hidden there, and open at 15.
    rivalAt(15, { branch: 10 }),
    rivalAt(25),
  ];
  told = await openBattles({ rivals });
});
afterAll(() => told.close());

describe('battles of a pool', () => {
  const ROUTE = '/v1/pools/:pool/battles';
  const battlesOf = async (query = '', pool: string = SEVEN) => {
    const { battles } = await expectAnswer(told, ROUTE, `/v1/pools/${pool}/battles${query}`);
    return battles.map(
      ({ height, outcome, rivals }: Battle) =>
        `${height} ${outcome}: ${rivals.map((rival) => `${rival.kind} at ${rival.height}`).join(', ')}`,
    );
  };
  interface Battle {
    readonly height: number;
    readonly outcome: string | null;
    readonly rivals: readonly { readonly kind: string; readonly height: number }[];
  }
  const ALL = [
    '25 open: height-battle at 25',
    '16 won: slot-battle at 15',
    '15 won: height-battle at 15',
    '12 null: re-mint at 12',
    '12 null: re-mint at 12',
    '8 won: height-battle at 8',
    '6 lost: height-battle at 6',
    '4 lost: height-battle at 4',
  ];

  test('come newest first with their rivals, also those that are hidden at another height', async () => {
    expect(await battlesOf()).toEqual(ALL);
    expect(await battlesOf('', testPoolId(33))).toEqual([
      '25 open: height-battle at 25',
      '15 lost: height-battle at 15, slot-battle at 16',
      '8 lost: height-battle at 8',
    ]);
  });

  test('are asked for by how they ended, and a fork ends neither way', async () => {
    expect(await battlesOf('?outcome=won')).toEqual([ALL[1], ALL[2], ALL[5]]);
    expect(await battlesOf('?outcome=lost')).toEqual([ALL[6], ALL[7]]);
    expect(await battlesOf('?outcome=open')).toEqual([ALL[0]]);
    expect(await battlesOf('?kind=re-mint')).toEqual([ALL[3], ALL[4]]);
    expect(await battlesOf('?kind=slot-battle&outcome=won')).toEqual([ALL[1]]);
  });

  test('tell of both sides what was judged', async () => {
    const { battles } = (await told.ask(`/v1/pools/${SEVEN}/battles?outcome=lost`)).json;
    expect(battles[0]).toMatchObject({
      hash: hashOf(6, 1),
      slot: 61,
      epoch: 0,
      standing: 'confirmed',
      kinds: ['height-battle'],
      chained: false,
      held: true,
      blockVrf: (6).toString(16).padStart(128, '0'),
      rivals: [{ hash: hashOf(6, 0), slot: 60, pool: testPoolId(8), standing: 'confirmed', chained: true, reports: 0 }],
    });
    expect(battles[1]).toMatchObject({ evidence: 'proven', held: false, witnesses: 2, medianDelayMs: 300 });
  });

  test('as CSV are one row a rival', async () => {
    const columns =
      'height,hash,slot,epoch,outcome,predicted,chained,standing,median_delay_ms,leader_vrf,block_vrf,kind,rival_height,rival_hash,rival_slot,rival_pool,rival_standing,rival_median_delay_ms,rival_leader_vrf,rival_block_vrf';
    const rows = await csvRows(told, `/v1/pools/${testPoolId(33)}/battles?outcome=lost`, columns.split(','));
    expect(rows.map((row) => [row[0], row[4], row[11], row[12], row[15]])).toEqual([
      ['15', 'lost', 'height-battle', '15', SEVEN],
      ['15', 'lost', 'slot-battle', '16', SEVEN],
      ['8', 'lost', 'height-battle', '8', SEVEN],
    ]);
  });

  test('come in pages that no newer battle moves', async () => {
    const pages: string[] = [];
    let next: string | null = null;
    do {
      const { json, headers } = await told.ask(
        `/v1/pools/${SEVEN}/battles?limit=3${next === null ? '' : `&cursor=${next}`}`,
      );
      pages.push(...json.battles.map(({ height, hash }: { height: number; hash: string }) => `${height} ${hash}`));
      next = json.next;
      expect(headers['link']).toBe(
        next === null ? undefined : `<https://api.test/v1/pools/${SEVEN}/battles?limit=3&cursor=${next}>; rel="next"`,
      );
      if (pages.length === 3) await prove(told.database.pool, rivalAt(27), [20, 21]);
    } while (next !== null);
    expect(pages.map((one) => one.split(' ')[0])).toEqual(['25', '16', '15', '12', '12', '8', '6', '4']);
    expect(new Set(pages).size).toBe(ALL.length);
    expect(await battlesOf('?limit=1')).toEqual(['27 open: height-battle at 27']);
  });

  test('with a rival that nobody reported tell where it is, and no more', async () => {
    // In the slot of height 29, of which no node has told anything.
    await prove(told.database.pool, rivalAt(28, { branch: 10, pool: 44 }), [20, 21]);
    const { battles } = await expectAnswer(told, ROUTE, `/v1/pools/${testPoolId(44)}/battles?kind=slot-battle`);
    expect(battles[0].rivals).toMatchObject([
      { kind: 'height-battle', height: 28, hash: hashOf(28, 0), standing: 'confirmed' },
      { kind: 'slot-battle', height: 29, hash: hashOf(29, 0), slot: 290, pool: SEVEN, standing: null, reports: null },
    ]);
  });

  test('are none against what only its maker says exists', async () => {
    await prove(told.database.pool, rivalAt(25, { branch: 5, pool: 55 }), [55]);
    const { candidates } = await expectAnswer(told, '/v1/heights/:height/contest', '/v1/heights/25/contest');
    expect(candidates).toMatchObject([
      { standing: 'confirmed' },
      { pool: testPoolId(33), standing: 'confirmed', kinds: ['height-battle'] },
      { pool: testPoolId(55), standing: 'unconfirmed', kinds: [] },
    ]);
    expect(await battlesOf('', testPoolId(55))).toEqual([]);
    expect(await battlesOf('?limit=1', testPoolId(33))).toEqual(['27 open: height-battle at 27']);
    expect(await battlesOf('?limit=2&outcome=open', testPoolId(33))).toContain('25 open: height-battle at 25');
  });

  test('of a pool that never had any are none', async () => {
    expect(await battlesOf('', testPoolId(99))).toEqual([]);
  });
});

describe('the contest of a height', () => {
  test('has every candidate with all that was judged of it', async () => {
    const contest = await expectAnswer(told, '/v1/heights/:height/contest', '/v1/heights/15/contest');
    expect(contest).toMatchObject({
      height: 15,
      classification: 'competitive',
      isSlotBattle: false,
      kinds: ['slot-battle', 'height-battle'],
      settled: true,
      hidden: [{ hash: hashOf(16, 0), height: 16, slot: 160, pool: SEVEN }],
    });
    expect(contest.candidates).toMatchObject([
      { hash: hashOf(15, 0), pool: SEVEN, slot: 150, chained: true, held: true, certificateNumber: 3, era: 7 },
      { hash: hashOf(15, 10), pool: testPoolId(33), slot: 160, chained: false, held: false, certificateNumber: null },
    ]);
    const columns =
      'height,hash,slot,epoch,pool,standing,kinds,predicted,chained,evidence,held,witnesses,reports,median_delay_ms,leader_vrf,block_vrf,parent,certificate_number';
    const rows = await csvRows(told, '/v1/heights/15/contest', columns.split(','));
    expect(rows.map((row) => [row[1], row[6], row[8]])).toEqual([
      [hashOf(15, 0), 'height-battle', 'true'],
      [hashOf(15, 10), 'slot-battle height-battle', 'false'],
    ]);
  });

  test('that nobody told anything of is not found', async () => {
    const { status, json } = await told.ask('/v1/heights/9/contest');
    expect([status, json.error.code]).toEqual([404, 'POOLTOOL_CONTEST_UNKNOWN']);
  });
});

describe('orphans of an epoch', () => {
  const ROUTE = '/v1/epochs/:epoch/orphans';

  test('come newest first, with what stands and with their body where our node had it', async () => {
    const { orphans } = await expectAnswer(told, ROUTE, '/v1/epochs/0/orphans');
    expect(orphans).toMatchObject([
      { height: 8, hash: hashOf(8, 3), body: null, by: { hash: hashOf(8, 0), pool: SEVEN } },
      { height: 6, pool: SEVEN, body: { transactions: 1, fees: '170000', output: '34000000000000000', size: 1000 } },
      { height: 4, by: { pool: testPoolId(9) } },
    ]);
    const columns = 'height,hash,slot,pool,standing,kinds,by_hash,by_pool,transactions,fees,output,size';
    const rows = await csvRows(told, '/v1/epochs/0/orphans', columns.split(','));
    expect(rows.map((row) => [row[0], row[4], row[9]])).toEqual([
      ['8', 'confirmed', ''],
      ['6', 'confirmed', '170000'],
      ['4', 'confirmed', ''],
    ]);
  });

  test('come in pages; a cursor of another list is none', async () => {
    const first = await expectAnswer(told, ROUTE, '/v1/epochs/0/orphans?limit=2');
    const second = await expectAnswer(told, ROUTE, `/v1/epochs/0/orphans?limit=2&cursor=${first.next}`);
    expect(second).toMatchObject({ orphans: [{ height: 4 }], next: null });
    const { status, json } = await told.ask(`/v1/pools/${SEVEN}/battles?cursor=${first.next}`);
    expect([status, json.error.code]).toEqual([400, 'POOLTOOL_CURSOR_INVALID']);
  });

  test('of an epoch without any are none', async () => {
    expect(await expectAnswer(told, ROUTE, '/v1/epochs/77/orphans')).toEqual({ epoch: 77, orphans: [], next: null });
  });
});

test('the statistics count what is settled, in the window before our tip', async () => {
  const ROUTE = '/v1/battles/statistics';
  const statistics = await expectAnswer(told, ROUTE, '/v1/battles/statistics');
  // Heights 4, 6, 8 and 15; what shows at 16 is the battle of 15.
  expect(statistics).toEqual({
    asOf: { epoch: 3, slot: 300, height: 30 },
    sixHours: { battles: 5, forks: 1, slotBattles: 0, heightBattles: 4 },
    forks: [{ height: 12, epoch: 1, pool: SEVEN }],
    epochs: expect.any(Array),
  });
});
