import { blockHash, epoch, type Height, nodeName, type TipReport } from '@pooltool/domain';
import { hash32, testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { dropReports, type HeaderReport, recordHeaders, recordReports } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { claimOf, reportOf } from './told-reports.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
const forget = () =>
  database.pool.query(
    'truncate reporter, reported_block, reported_header, propagation_epoch, block restart identity cascade',
  );
beforeEach(forget);

interface Said {
  readonly tag: number;
  readonly from: number;
  readonly node: string;
  readonly output: number;
  readonly parent: number | null;
  readonly evidence: 'claimed' | 'consistent' | 'proven';
  readonly provable: boolean;
}

const output = (tag: number): string => tag.toString(16).padStart(128, '0');
const headerOf = ({ tag, from, node, output: of, parent, evidence, provable }: Said): HeaderReport => ({
  reporter: { pool: testPoolId(from), node: nodeName(node) },
  header: {
    block: { ...claimOf(tag), producer: testPoolId(1) },
    leaderVrf: of === 0 ? output(7) : null,
    blockVrf: of === 0 ? null : output(of),
    parent: parent === null ? null : blockHash(hash32(parent)),
    evidence,
    provable,
  },
});
const said = (given: Partial<Said> = {}): Said => ({
  tag: 1,
  from: 2,
  node: '',
  output: 1,
  parent: 5,
  evidence: 'consistent',
  provable: false,
  ...given,
});

/** As the loop does: reports first, which make the reporters known. */
const record = (...all: readonly Said[]): Promise<Height[]> =>
  inTransaction(database.pool, async (tx) => {
    const reports: TipReport[] = all.map(({ tag, from, node }) => reportOf(claimOf(tag), from, 10, { node }));
    await recordReports(tx, reports);
    return recordHeaders(tx, all.map(headerOf));
  });

/** Reporters by name: their numbers are given in the order they came. */
const everything = async () => {
  const { rows } = await database.pool.query(
    `select encode(h.hash, 'hex') as hash, encode(leader_vrf, 'hex') as leader, encode(block_vrf, 'hex') as block,
       encode(parent, 'hex') as parent, evidence, provable, epoch,
       (select array_agg(encode(r.pool_id, 'hex') || r.node order by r.pool_id, r.node)
        from unnest(h.reporters) as by (reporter_id) join reporter r using (reporter_id)) as by,
       (select array_agg(n order by n) from unnest(h.reporters) as n) = h.reporters as ascending
     from reported_header h order by hash, leader, block, parent`,
  );
  return rows;
};

test('who agrees in everything is in one row, and who tells another parent or output in one of his own', async () => {
  await record(
    said(),
    said({ from: 3, evidence: 'proven' }),
    said({ from: 3, evidence: 'proven' }),
    said({ from: 4, parent: null, provable: true }),
    said({ from: 5, output: 0 }),
  );
  expect(await everything()).toMatchObject([
    { leader: output(7), block: null, evidence: 1, by: [testPoolId(5)] },
    { parent: hash32(5), evidence: 2, provable: false, epoch: 3, by: [testPoolId(2), testPoolId(3)] },
    { parent: null, evidence: 1, provable: true, by: [testPoolId(4)] },
  ]);
});

test('a repeat writes nothing, and says so', async () => {
  expect(await record(said(), said({ from: 3 }))).toEqual([31]);
  const versions = async () => (await database.pool.query('select xmin from reported_header')).rows;
  const before = await versions();
  expect(await record(said({ from: 3 }))).toEqual([]);
  expect(await versions()).toEqual(before);
});

test('what is late for an epoch whose reports are dropped is not kept, and what is kept of it goes with them', async () => {
  await record(said({ evidence: 'proven' }), said({ tag: 2 }));
  await database.pool.query(`insert into propagation_epoch values (3, 1, 1)`);
  await inTransaction(database.pool, (tx) => dropReports(tx, 0));
  // A proven block that is not on our chain stays.
  expect(await everything()).toMatchObject([{ hash: hash32(1) }]);
  await record(said({ tag: 4 }));
  expect(await everything()).toHaveLength(1);
});

test('headers come in in any order, any number of passes and any number of times, and the same is kept', async () => {
  const anySaid = fc.record({
    tag: fc.nat({ max: 1 }),
    from: fc.nat({ max: 3 }),
    node: fc.constantFrom('', 'b'),
    output: fc.nat({ max: 2 }),
    parent: fc.constantFrom(5, 6, null),
    evidence: fc.constantFrom('claimed' as const, 'consistent' as const, 'proven' as const),
    provable: fc.boolean(),
  });
  const anyDelivery = fc.array(anySaid, { minLength: 1, maxLength: 12 }).chain((all) =>
    fc.record({
      all: fc.constant(all),
      shuffled: fc.shuffledSubarray([...all, ...all.slice(0, 3)], { minLength: all.length + Math.min(3, all.length) }),
      pass: fc.integer({ min: 1, max: 5 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(anyDelivery, async ({ all, shuffled, pass }) => {
      await forget();
      await record(...all);
      const atOnce = await everything();
      expect(atOnce.every((row) => row['ascending'] === true)).toBe(true);
      await forget();
      for (let from = 0; from < shuffled.length; from += pass) await record(...shuffled.slice(from, from + pass));
      expect(await everything()).toEqual(atOnce);
    }),
    { numRuns: 40 },
  );
});

test('nothing is asked of PostgreSQL for no headers, and of reporters that nobody knows nothing is kept', async () => {
  await inTransaction(database.pool, (tx) => recordHeaders(tx, []));
  await inTransaction(database.pool, (tx) => recordHeaders(tx, [headerOf(said())]));
  expect(await everything()).toEqual([]);
});

test('a later epoch is kept beside one whose reports are dropped', async () => {
  await database.pool.query(`insert into propagation_epoch values (2, 1, 1, true)`);
  await record(said());
  expect(await everything()).toMatchObject([{ epoch: epoch(3) }]);
});
