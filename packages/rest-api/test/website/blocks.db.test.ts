import { testPoolId } from '@pooltool/domain/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAnswer, openBattles, report, rivalAt, type ToldBattles } from '../battles/told-battles.ts';
import { row } from './website-stage.ts';

const SEVEN = testPoolId(7);

let told: ToldBattles;
beforeAll(async () => {
  const rival = rivalAt(8);
  told = await openBattles({ rivals: [rival] });
  await report(told, rival, [[20, 900]]);
});
afterAll(() => told.close());

const epochOf = async (height: number): Promise<number> =>
  (await row(told.database.pool, `select epoch from block where height = $1`, [height])).epoch;

/** Of a query that gives some as `heights`. */
const heightsOf = async (sql: string, values: readonly unknown[]): Promise<number[]> =>
  (await row(told.database.pool, sql, values)).heights;

test('around a height there is all that stands or stood there, with one more below, which the page drops', async () => {
  const heights = await expectAnswer(told, '/api/blocks/:epoch', '/api/blocks/0?block_height=8');
  expect(Object.keys(heights)).toEqual(['2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13']);
  const contested = heights['8'];
  expect(Object.keys(contested).sort()).toEqual([SEVEN, testPoolId(33)].sort());
  const [[hash, lost] = []] = Object.entries<Record<string, unknown>>(contested[testPoolId(33)]);
  expect(lost).toMatchObject({ block: 8, hash, leaderPoolId: testPoolId(33), chained: false, competitive: true });
  expect(JSON.parse(String(lost?.['histogram']))).toHaveLength(2);
});

test('the slot counts from the chain’s beginning', async () => {
  const heights = await expectAnswer(told, '/api/blocks/:epoch', '/api/blocks/0?block_height=25');
  const { slot, hash } = await row(
    told.database.pool,
    `select slot::int as slot, encode(hash, 'hex') as hash from block where height = 25`,
  );
  expect(heights['25'][SEVEN][hash].slot).toBe(slot);
});

test('a block of our chain that nobody reported has its parent and its protocol from there', async () => {
  const heights = await expectAnswer(told, '/api/blocks/:epoch', '/api/blocks/0?block_height=25');
  const truth = await row(
    told.database.pool,
    `select encode(hash, 'hex') as hash, encode(parent_hash, 'hex') as parent, protocol_major as major, protocol_minor as minor
     from block where height = 25`,
  );
  const { reports, lastparent, protocol_major, protocol_minor } = heights['25'][SEVEN][truth.hash];
  expect([reports, lastparent, protocol_major, protocol_minor]).toEqual([0, truth.parent, truth.major, truth.minor]);
  expect(truth.parent).toMatch(/^[0-9a-f]{64}$/);
  expect(truth.major).toBeGreaterThan(0);
  // As of a block that Oura v1 told without its CBOR.
  const forget = (major: number | null) =>
    told.database.pool.query(`update block set protocol_major = $1 where height = 25`, [major]);
  await forget(null);
  const without = await expectAnswer(told, '/api/blocks/:epoch', '/api/blocks/0?block_height=25');
  expect(without['25'][SEVEN][truth.hash]).toMatchObject({ lastparent: truth.parent, protocol_major: 0 });
  await forget(truth.major);
});

test('without a height an epoch has its orphans, and the blocks around each', async () => {
  const epoch = await epochOf(6);
  const { blocks, deleted_blocks } = await expectAnswer(told, '/api/blocks/:epoch', `/api/blocks/${epoch}`);
  const heights = await heightsOf(
    `select array_agg(distinct height::int order by height::int) as heights from judged_block
     where chained = false and standing > 0 and epoch = $1`,
    [epoch],
  );
  expect(Object.keys(deleted_blocks)).toEqual(heights.map(String));
  expect(deleted_blocks['6']).toMatchObject({ block: '6', leaderPoolId: SEVEN });
  for (const height of heights) {
    for (const at of [height - 5, height, height + 5].filter((one) => one > 0)) expect(blocks[at].block).toBe(at);
  }
});

test('a height costs its caller a fifth of what an epoch’s orphans cost', async () => {
  const leftAfter = async (url: string): Promise<number> => {
    const { headers } = await told.ask(url);
    return Number(/;r=(\d+);/.exec(String(headers['ratelimit']))?.[1]);
  };
  const before = await leftAfter('/api/recent_block');
  const afterHeight = await leftAfter('/api/blocks/0?block_height=8');
  expect(before - afterHeight).toBe(4);
  expect(afterHeight - (await leftAfter('/api/blocks/0'))).toBe(20);
});

test('a pool that lost a block hears of its blocks by height and of what it lost beside them', async () => {
  const epoch = await epochOf(6);
  const { deleted_blocks, ...blocks } = await expectAnswer(
    told,
    '/api/pool/:pool/blocks/:epoch',
    `/api/pool/${SEVEN}/blocks/${epoch}`,
  );
  expect(deleted_blocks['6']).toMatchObject({ block: '6', leaderPoolId: SEVEN });
  const heights = await heightsOf(
    `select array_agg(height::int order by height) as heights from block where pool_id = decode($1, 'hex') and epoch = $2`,
    [SEVEN, epoch],
  );
  expect(Object.keys(blocks)).toEqual(heights.map(String));
});

test('of a block that won a battle its page is told so', async () => {
  const answer = await expectAnswer(
    told,
    '/api/pool/:pool/blocks/:epoch',
    `/api/pool/${SEVEN}/blocks/${await epochOf(8)}`,
  );
  expect(answer['8'] ?? answer.find(({ block }: { block: number }) => block === 8)).toMatchObject({
    classification: 'competitive',
  });
});
