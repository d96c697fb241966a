import { epoch, type Height, height, slot, type TipReport } from '@pooltool/domain';
import { hash32, testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { recordReports } from '@pooltool/store';
import { heightsOfSlots, readCandidates } from '@pooltool/store/battles';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { claimOf, reportOf } from '../tips/told-reports.ts';
import { hex, putBlock } from './standing-blocks.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() =>
  database.pool.query('truncate block, undone_block, reporter, reported_block, reported_header cascade'),
);

const record = (...reports: readonly TipReport[]) => inTransaction(database.pool, (tx) => recordReports(tx, reports));
const header = (
  tag: number,
  parent: number | null,
  reporters: readonly number[],
  outputs: readonly (number | null)[],
) =>
  database.pool.query(
    `insert into reported_header (hash, slot, height, pool_id, epoch, leader_vrf, block_vrf, parent, evidence, provable, reporters)
     values (decode($1, 'hex'), $2, $3, decode($4, 'hex'), 3, decode($5, 'hex'), decode($6, 'hex'), decode($7, 'hex'), 1, true, $8)`,
    [
      hash32(tag),
      300 + tag,
      30 + tag,
      testPoolId(1),
      ...outputs.map((output) => (output === null ? null : hex(output, 64))),
      parent === null ? null : hash32(parent),
      reporters,
    ],
  );
const at = async (of: number) => (await readCandidates(database.pool, [height(of)])).get(height(of)) ?? [];

describe('a block that was only reported', () => {
  const block = claimOf(1);

  test('is what its strongest claim says, with everybody who says so, and one that says less', async () => {
    await record(
      reportOf(block, 2, 500, { evidence: 'consistent' }),
      reportOf(block, 3, 900),
      reportOf(block, 1, 10),
      reportOf(block, 2, 700, { node: 'b' }),
      reportOf(claimOf(1, { producer: null }), 4, 90_000),
      reportOf(claimOf(1, { producer: testPoolId(66) }), 66, 1),
      reportOf(claimOf(1, { slot: slot(99) }), 67, 2),
    );
    await header(1, 5, [1, 2], [null, 9]);
    await header(1, 6, [3], [null, 9]);
    expect(await at(31)).toEqual([
      {
        hash: block.hash,
        height: 31,
        slot: 301,
        epoch: 3,
        producer: testPoolId(1),
        parent: hash32(5),
        era: 7,
        leaderVrf: null,
        blockVrf: hex(9, 64),
        certificateNumber: null,
        held: false,
        evidence: 'consistent',
        provable: true,
        witnesses: 3,
        reports: 5,
        medianDelayMs: 500,
      },
    ]);
  });

  test('is nobody’s candidate while nobody says who made it', async () => {
    await record(reportOf(claimOf(1, { producer: null }), 4, 700));
    expect(await at(31)).toEqual([]);
  });

  test('is of the era around it, and at its border of what its election shows', async () => {
    await putBlock(database.pool, 'block', { tag: 90, height: 10, slot: 300, pool: 1, era: 5 });
    await putBlock(database.pool, 'block', { tag: 91, height: 90, slot: 400, pool: 1, era: 6 });
    await record(reportOf(block, 2, 500), reportOf(claimOf(2), 2, 500));
    await header(1, null, [1], [null, 8]);
    expect((await at(31)).map(({ era }) => era)).toEqual([6]);
    expect((await at(32)).map(({ era }) => era)).toEqual([5]);
  });

  test('one of many that are made up takes the place of none that is likelier', async () => {
    const invented = Array.from({ length: 80 }, (_, n) =>
      reportOf(claimOf(1000 + n, { height: height(31), slot: slot(301) }), 66, 1),
    );
    await record(...invented, reportOf(block, 2, 500, { evidence: 'proven' }));
    const candidates = await at(31);
    expect(candidates).toHaveLength(64);
    expect(candidates.map(({ hash }) => hash)).toContain(block.hash);
  });
});

describe('a block that our node had', () => {
  test('is what the node says, on our chain or once on it, whatever else is reported', async () => {
    await putBlock(database.pool, 'block', { tag: 1, height: 31, slot: 301, pool: 1, parent: 5 });
    await putBlock(database.pool, 'undone_block', { tag: 2, height: 31, slot: 299, pool: 2, era: 5 });
    await record(
      reportOf(claimOf(1), 3, 400, { evidence: 'proven' }),
      reportOf(claimOf(1, { producer: null }), 4, 600),
      reportOf(claimOf(1, { slot: slot(305) }), 5, 1),
      reportOf(claimOf(1, { producer: testPoolId(9) }), 9, 1, { evidence: 'proven' }),
    );
    expect(await at(31)).toMatchObject([
      {
        hash: hash32(2),
        slot: 299,
        held: true,
        leaderVrf: hex(2, 64),
        evidence: null,
        witnesses: 0,
        medianDelayMs: null,
      },
      {
        hash: hash32(1),
        slot: 301,
        held: true,
        leaderVrf: null,
        certificateNumber: 4n,
        parent: hash32(5),
        evidence: 'proven',
        witnesses: 2,
        reports: 2,
        medianDelayMs: 400,
      },
    ]);
  });

  test('is no candidate at a height where it only is said to be', async () => {
    await putBlock(database.pool, 'block', { tag: 1, height: 40, slot: 301, pool: 1 });
    await record(reportOf(claimOf(1), 3, 400));
    expect(await at(31)).toEqual([]);
    expect(await at(40)).toMatchObject([{ height: 40, reports: 0 }]);
  });

  test('that was undone and came back is there once', async () => {
    await putBlock(database.pool, 'block', { tag: 1, height: 31, slot: 301, pool: 1 });
    await putBlock(database.pool, 'undone_block', { tag: 1, height: 31, slot: 301, pool: 1 });
    expect(await at(31)).toHaveLength(1);
  });

  test('is nobody’s that a genesis delegate made, and all who saw it are witnesses', async () => {
    await putBlock(database.pool, 'block', { tag: 1, height: 31, slot: 301, pool: null, era: 2 });
    await record(reportOf(claimOf(1, { producer: null }), 3, 400));
    expect(await at(31)).toMatchObject([{ producer: null, witnesses: 1, evidence: 'claimed' }]);
  });
});

test('heights are asked for together, and those without a block are left out', async () => {
  await record(reportOf(claimOf(1), 3, 400), reportOf(claimOf(2), 3, 400));
  const asked: Height[] = [height(32), height(31), height(99)];
  expect([...(await readCandidates(database.pool, asked)).keys()]).toEqual([31, 32]);
  expect(await readCandidates(database.pool, [])).toEqual(new Map());
});

test('a slot’s other heights are found on our chain, among undone blocks and in what is said on evidence', async () => {
  await putBlock(database.pool, 'block', { tag: 1, height: 20, slot: 301, pool: 1 });
  await putBlock(database.pool, 'undone_block', { tag: 2, height: 21, slot: 301, pool: 2 });
  await header(1, null, [1], [null, 8]);
  await record(reportOf(claimOf(7, { slot: slot(301), epoch: epoch(3) }), 66, 1));
  const asked = { slots: [slot(301)], from: height(0), to: height(100) };
  expect(await heightsOfSlots(database.pool, asked)).toEqual([20, 21, 31]);
  expect(await heightsOfSlots(database.pool, { ...asked, from: height(21), to: height(30) })).toEqual([21]);
  expect(await heightsOfSlots(database.pool, { ...asked, slots: [] })).toEqual([]);
});
