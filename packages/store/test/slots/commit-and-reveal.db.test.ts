import { epoch, firstSlotOf, mainnet, type PoolId, slot } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { commitSlots, readCommitment, revealSlots } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ABSENT, isShared, sharedText } from '../../../domain/test/shared-data.ts';
import { commit, hashOf, reveal, textOf } from './slot-sender.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.pool.query('truncate assigned_slots, document_mark'));

const POOL = testPoolId(1);
const TEXT = textOf([210, 250]);
const given = { pool: POOL, of: 2, text: TEXT, count: 2 };
const standing = () => readCommitment(database.pool, { pool: POOL, epoch: epoch(2) });

describe('a commitment', () => {
  test('is recorded once; the same again changes nothing, another one neither', async () => {
    expect(await commit(database.pool, given)).toEqual({ kind: 'committed' });
    expect(await commit(database.pool, given)).toEqual({ kind: 'known' });
    const other = await commit(database.pool, { ...given, text: '[]', count: 0 });
    expect(other).toMatchObject({ kind: 'other-stands', standing: { count: 2, hash: hashOf(TEXT) } });
    expect(await standing()).toEqual({ count: 2, hash: hashOf(TEXT), slots: null });
  });

  test('of ten that come at once one is recorded, and all others hear which', async () => {
    const texts = Array.from({ length: 10 }, (_, index) => textOf([210 + index]));
    const outcomes = await Promise.all(texts.map((text) => commit(database.pool, { ...given, text, count: 1 })));
    const recorded = outcomes.findIndex(({ kind }) => kind === 'committed');
    expect(outcomes.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'other-stands')).toHaveLength(9);
    expect(await standing()).toMatchObject({ hash: hashOf(texts[recorded] ?? '') });
  });

  test.each([199, 220, 300])('of epoch 2 is too early or too late in slot %i', async (present) => {
    expect(await commit(database.pool, { ...given, present })).toEqual({
      kind: 'closed',
      open: { from: 200, to: 219 },
    });
    expect(await standing()).toBeNull();
  });

  test('has the pool’s record and its epoch drawn, once', async () => {
    await commit(database.pool, given);
    const marks = `select kind || ' ' || subject as mark from document_mark order by 1`;
    const { rows } = await database.pool.query<{ mark: string }>(marks);
    expect(rows.map(({ mark }) => mark)).toEqual([`pool ${POOL}`, `pool_stats_epoch ${POOL}/2`]);
    await database.pool.query('truncate document_mark');
    await commit(database.pool, given);
    expect((await database.pool.query(marks)).rows).toEqual([]);
  });
});

describe('a reveal', () => {
  test('of what was committed to is recorded; the same again is known', async () => {
    await commit(database.pool, given);
    expect(await reveal(database.pool, given)).toEqual({ kind: 'revealed', count: 2 });
    expect(await standing()).toMatchObject({ slots: [210, 250] });
    expect(await reveal(database.pool, given)).toEqual({ kind: 'known', count: 2 });
  });

  test('of something else is refused with the reason, and the true one is still taken', async () => {
    await commit(database.pool, given);
    expect(await reveal(database.pool, { ...given, text: '[210,251]' })).toEqual({
      kind: 'refused',
      why: 'other-hash',
      committed: hashOf(TEXT),
      revealed: hashOf('[210,251]'),
    });
    expect(await standing()).toMatchObject({ slots: null });
    expect(await reveal(database.pool, given)).toMatchObject({ kind: 'revealed' });
  });

  test('of a list whose hash was committed to is refused all the same when it is no schedule', async () => {
    await commit(database.pool, { ...given, text: '[210,310]' });
    expect(await reveal(database.pool, { ...given, text: '[210,310]' })).toMatchObject({ why: 'outside-epoch' });
  });

  test('without a commitment is told so', async () => {
    expect(await reveal(database.pool, given)).toEqual({ kind: 'not-committed' });
  });

  test.each([210, 299, 320])('of epoch 2 is too early or too late in slot %i', async (present) => {
    await commit(database.pool, given);
    expect(await reveal(database.pool, { ...given, present })).toEqual({
      kind: 'closed',
      open: { from: 300, to: 319 },
    });
  });

  test('of an imported commitment without a hash is refused: nobody can tell whether it is true', async () => {
    await database.pool.query(`insert into assigned_slots (pool_id, epoch, count) values (decode($1, 'hex'), 2, 2)`, [
      POOL,
    ]);
    expect(await reveal(database.pool, given)).toEqual({ kind: 'refused', why: 'no-hash-committed' });
  });
});

describe.skipIf(!isShared('tips/tip_payloads.json'))(`what senders of slots send ${ABSENT}`, () => {
  // The recorded example is made up: its hashes are right, and its first slot is the last one of epoch 445.
  test('commits to the slots of one epoch; what it reveals of the one before has the hash, and a slot that is not of it', async () => {
    const { epoch: of, poolId: pool, slotQty, hash, prevSlots } = sent('cncli_sendslots_with_prev');
    // Minute 30 of the epoch, when they all send. What was committed to before: operators.md 2.2.
    const present = slot(firstSlotOf(mainnet, epoch(of)) + 30 * 60);
    const before = { count: 3, hash: 'e37b4d3fdb10171a371c2e8fa8246a8bd563bcc0baf5200e47d90509441f6bba' };
    const [revealed, committed] = await inTransaction(database.pool, async (tx) => {
      const earlier = { network: mainnet, pool, epoch: epoch(of - 1) };
      await commitSlots(tx, { ...earlier, commitment: before, present: slot(present - 432_000) });
      return [
        await revealSlots(tx, { ...earlier, text: prevSlots, present }),
        await commitSlots(tx, { ...earlier, epoch: epoch(of), commitment: { count: slotQty, hash }, present }),
      ];
    });
    expect(revealed).toEqual({ kind: 'refused', why: 'outside-epoch', slot: firstSlotOf(mainnet, epoch(of - 1)) - 1 });
    expect(committed).toEqual({ kind: 'committed' });
  });

  test('may be no slots at all, by the hash of an empty list', () => {
    const { slotQty, hash, prevSlots } = sent('sendslots_py_zero_slots');
    expect({ slotQty, hash }).toEqual({ slotQty: 0, hash: hashOf(prevSlots) });
  });
});

interface SentSlots {
  readonly epoch: number;
  readonly poolId: PoolId;
  readonly slotQty: number;
  readonly hash: string;
  readonly prevSlots: string;
}

function sent(name: string): SentSlots {
  const requests: Record<string, { body: SentSlots }> = JSON.parse(sharedText('tips/tip_payloads.json'));
  const body = requests[name]?.body;
  if (body === undefined) throw new Error(`tip_payloads.json has no ${name}`);
  return body;
}
