import { inTransaction } from '@pooltool/shared-utils/pg';
import { openPostgresInbox } from '@pooltool/tip-inbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { poolKey } from '../../../store/test/operators/pool-key.ts';
import { KEYS_REREAD_MS, keepKeys, type LiveKeys } from '../../src/tips/live-keys.ts';
import { type AccountsStage, accountsStage, PEOPLE } from '../accounts/accounts-stage.ts';
import { DATA, reportOf, startReporting } from '../tips/reporting.ts';
import { answerChallenge, POOL, presentEpochIs, register } from './registered-pool.ts';

let stage: AccountsStage;
let live: LiveKeys;
beforeAll(async () => {
  stage = await accountsStage();
  live = await keepKeys({ pool: stage.database.pool, clock: stage.clock, onFailure: () => {} });
});
afterAll(async () => {
  await live.close();
  await stage.close();
});

test('an operator makes, rotates and revokes his key while his nodes report, and no report of a valid key is refused', async () => {
  const [owner] = PEOPLE;
  const [ownKey, buyersKey] = [poolKey(1), poolKey(2)];
  if (owner === undefined) throw new Error('nobody is there');
  const { pool } = stage.database;
  const inbox = openPostgresInbox({ pool });
  const { send, failures, log } = startReporting({ keys: live.book, inbox });
  const { token } = await stage.member(0);
  await presentEpochIs(pool, 1);
  await register(pool, { epoch: 0, rewardAccount: owner, owners: [owner], key: ownKey });
  const ask = async (method: 'POST' | 'DELETE', path: string, body?: unknown) =>
    (await stage.ask(method, `/v1/operator/${path}`, { token, body })).json;
  const report = async (key: unknown) => (await send(reportOf(DATA, { apiKey: key, poolId: POOL }))).status;
  const reportIs = (key: unknown, status: number) => expect.poll(() => report(key), { timeout: 20_000 }).toBe(status);

  const first = await ask('POST', 'keys', { label: 'relays' });
  await reportIs(first['key'], 403);
  await ask('POST', 'pools', await answerChallenge(stage, { token, key: ownKey }));
  await reportIs(first['key'], 200);

  const { made } = await ask('POST', `keys/${String(first['name'])}/rotate`, {});
  const second = Object(made);
  await reportIs(second.key, 200);
  expect(await report(first['key'])).toBe(200);
  await ask('DELETE', `keys/${String(first['name'])}`);
  await reportIs(first['key'], 403);
  expect(await report(second.key)).toBe(200);

  // The pool is sold: nobody tells the key book, and it follows all the same.
  await register(pool, { epoch: 1, rewardAccount: owner, owners: [owner], key: buyersKey });
  await presentEpochIs(pool, 2);
  await stage.clock.advance(KEYS_REREAD_MS);
  await reportIs(second.key, 403);
  await presentEpochIs(pool, 1);
  await stage.clock.advance(KEYS_REREAD_MS);
  await reportIs(second.key, 200);

  expect(failures).toEqual([]);
  const said = JSON.stringify([log.entries, stage.api.log.entries]);
  expect([
    said.length > 100,
    said.includes(String(first['key'])),
    said.includes(String(second.key)),
    said.includes(token),
  ]).toEqual([true, false, false, false]);
  await inTransaction(pool, (tx) => inbox.take(tx, 100));
});
