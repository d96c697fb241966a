import { inTransaction } from '@pooltool/shared-utils/pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AlertChoice, alertChoicesOf, saveAlertChoices, whoWantsAlert } from '../../src/operators/index.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';
import { EMPTIED, user } from '../accounts/paying.ts';
import { poolNumber } from '../chain/small-chain.ts';

const [ALICE, BOB] = ['0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11', '9b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a99'];
const [ONE, TWO] = [poolNumber(1), poolNumber(2)];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query(EMPTIED);
  await user(database.pool, ALICE);
  await user(database.pool, BOB);
});

const choose = (whose: string, choices: readonly AlertChoice[]) =>
  inTransaction(database.pool, (tx) => saveAlertChoices(tx, { user: whose, choices }));
const block: AlertChoice = { pool: ONE, alert: 'block_minted', channel: 'telegram', threshold: null };
const full: AlertChoice = { pool: ONE, alert: 'saturation', channel: 'push', threshold: 95.5 };

test('a channel reads whom it has to tell of a pool, and from where on', async () => {
  await choose(ALICE, [block, full, { ...block, pool: TWO }]);
  await choose(BOB, [block, { ...full, threshold: 80 }, { ...block, channel: 'zapier' }]);
  const asked = { pool: ONE, alert: 'block_minted', channel: 'telegram' } as const;
  expect(await whoWantsAlert(database.pool, asked)).toEqual([
    { user: ALICE, threshold: null },
    { user: BOB, threshold: null },
  ]);
  expect(await whoWantsAlert(database.pool, full)).toEqual([
    { user: ALICE, threshold: 95.5 },
    { user: BOB, threshold: 80 },
  ]);
  expect(await whoWantsAlert(database.pool, { ...asked, pool: TWO })).toEqual([{ user: ALICE, threshold: null }]);
});

test("what is chosen takes the place of what was, of the same twice the last counts, and others' choices stay", async () => {
  await choose(ALICE, [block, full]);
  await choose(BOB, [block]);
  await choose(ALICE, [full, { ...full, threshold: 90 }]);
  expect(await alertChoicesOf(database.pool, ALICE)).toEqual([{ ...full, threshold: 90 }]);
  expect(await alertChoicesOf(database.pool, BOB)).toEqual([block]);
});

test('a choice of an alert or a channel that there is no more is not read', async () => {
  await choose(ALICE, [block]);
  await database.pool.query(`
    insert into pool_alert_choice select user_id, pool_id, 'weather', channel from pool_alert_choice
    union all select user_id, pool_id, 'award', 'pigeon' from pool_alert_choice`);
  expect(await alertChoicesOf(database.pool, ALICE)).toEqual([block]);
});

test('nobody chooses for a user that is none', async () => {
  await expect(choose('00000000-0000-4000-8000-000000000000', [block])).rejects.toMatchObject({
    code: 'POOLTOOL_USER_UNKNOWN',
  });
});
