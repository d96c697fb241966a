import { blockHash, type Candidate, type Contest, epoch, height, judgeHeight, slot } from '@pooltool/domain';
import { hash32, testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { readContests, type SavedContests, saveContests } from '@pooltool/store/battles';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hex } from './standing-blocks.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.pool.query('truncate judged_height, document_mark cascade'));

const candidate = (tag: number, given: Partial<Candidate> = {}): Candidate => ({
  hash: blockHash(hash32(tag)),
  height: height(50),
  slot: slot(500 + tag),
  epoch: epoch(5),
  producer: testPoolId(tag),
  parent: blockHash(hash32(99)),
  era: 7,
  leaderVrf: null,
  blockVrf: hex(tag, 64),
  certificateNumber: tag === 1 ? 18_446_744_073_709n : null,
  held: true,
  evidence: 'proven',
  provable: true,
  witnesses: 3,
  reports: 4,
  medianDelayMs: tag === 3 ? null : 400,
  ...given,
});

const judged = (
  candidates: readonly Candidate[],
  { chain = null, sameSlot = [] }: { chain?: number | null; sameSlot?: readonly Candidate[] } = {},
): Contest =>
  judgeHeight({
    height: height(50),
    candidates,
    sameSlot,
    chain: chain === null ? null : { hash: blockHash(hash32(chain)) },
    leaderValue: (output) => output,
  });

const save = (...contests: readonly Contest[]): Promise<SavedContests> =>
  inTransaction(database.pool, (tx) => saveContests(tx, contests));
const stored = async () => (await readContests(database.pool, [height(50)])).get(height(50));
const marks = async (): Promise<string[]> => {
  const { rows } = await database.pool.query<{ mark: string }>(
    `with gone as (delete from document_mark returning kind, subject)
     select kind || ' ' || subject as mark from gone order by 1`,
  );
  return rows.map(({ mark }) => mark);
};
const CHANGED: SavedContests = { changed: [height(50)], recounted: [], late: [] };
const NOTHING: SavedContests = { changed: [], recounted: [], late: [] };

test('what was judged is read back as it was, whatever it is', async () => {
  const contest = judged([candidate(1), candidate(2), candidate(3, { held: false, producer: null, evidence: null })], {
    sameSlot: [candidate(4, { slot: slot(501), height: height(51) })],
  });
  expect(contest.hidden).toHaveLength(1);
  expect(await save(contest)).toEqual(CHANGED);
  expect(await stored()).toEqual(contest);
  expect(await save(contest)).toEqual(NOTHING);
});

test('a second block makes a battle and its document is drawn again; more reports of it alone do neither', async () => {
  await save(judged([candidate(1)]));
  expect(await marks()).toEqual(['competitive 50']);
  expect(await save(judged([candidate(1), candidate(2)]))).toEqual(CHANGED);
  expect(await marks()).toEqual(['competitive 50', 'ecosystem battles']);
  const seenByMore = judged([candidate(1, { reports: 90, witnesses: 80, medianDelayMs: 410 }), candidate(2)]);
  expect(await save(seenByMore)).toEqual({ ...NOTHING, recounted: [height(50)] });
  expect(await stored()).toEqual(seenByMore);
  expect(await marks()).toEqual([]);
});

test('a candidate that is none any more goes, and with its last one the height', async () => {
  await save(judged([candidate(1), candidate(2)]));
  await marks();
  await save(judged([candidate(2)]));
  expect((await stored())?.candidates.map(({ hash }) => hash)).toEqual([hash32(2)]);
  expect(await marks()).toEqual(['competitive 50', 'ecosystem battles']);
  expect(await save(judged([]))).toEqual(CHANGED);
  expect(await stored()).toBeUndefined();
  expect(await save(judged([]))).toEqual(NOTHING);
});

describe('a settled height', () => {
  const settled = judged([candidate(1), candidate(2)], { chain: 2 });

  test('has its orphans’ documents drawn, and again when the chain turns out otherwise', async () => {
    await save(settled);
    const orphan = (tag: number) => ['deleted_blocks 5/50', `pool_deleted_blocks ${testPoolId(tag)}/5/50`];
    expect(await marks()).toEqual(['competitive 50', orphan(1)[0], 'ecosystem battles', orphan(1)[1]]);
    await save(judged([candidate(1), candidate(2)], { chain: 1 }));
    const pools = await marks();
    expect(pools).toEqual(expect.arrayContaining([...orphan(1), ...orphan(2)]));
  });

  test('is not changed by what is judged before the chain decides; that reports came late is said', async () => {
    await save(settled);
    const late = judged([candidate(1), candidate(2), candidate(3)]);
    expect(await save(late)).toEqual({ ...NOTHING, late: [height(50)] });
    expect(await stored()).toEqual(settled);
    const isLate = async () => (await database.pool.query('select late from judged_height')).rows;
    expect(await isLate()).toEqual([{ late: true }]);
    await save(settled);
    expect(await isLate()).toEqual([{ late: false }]);
  });

  test('stands also when it was settled while another judgement was on its way', async () => {
    const [first, second] = [judged([candidate(1)]), judged([candidate(1), candidate(2)])];
    await save(first);
    await Promise.all([save(settled), save(second), save(first)]);
    expect(await stored()).toEqual(settled);
  });
});
